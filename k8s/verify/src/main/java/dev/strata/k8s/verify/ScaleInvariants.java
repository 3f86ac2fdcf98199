package dev.strata.k8s.verify;

import static dev.strata.k8s.verify.Manifest.elements;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What must hold of how workloads grow, spread, are configured and reach out. */
final class ScaleInvariants {
    private ScaleInvariants() {}

    /** What is scaled exists, says no number of pods itself, and keeps some where a query fails. */
    record Scaling() implements Invariant {
        private static final String TIER = "tier-";
        private static final String UNMET = "strata_tier_unmet_total";

        @Override
        public Stream<Violation> violations(List<Manifest> overlay) {
            return overlay.stream()
                    .filter(object -> object.kind().equals("ScaledObject"))
                    .flatMap(scaled ->
                            messages(scaled, overlay).stream()
                                    .map(words -> new Violation("scaling", scaled.id(), words)));
        }

        private static List<String> messages(Manifest scaled, List<Manifest> overlay) {
            List<String> messages = new ArrayList<>();
            JsonNode reference = scaled.root().at("/spec/scaleTargetRef");
            String target =
                    reference.path("kind").asText("Deployment")
                            + "/"
                            + reference.path("name").asText();
            Optional<Manifest> workload =
                    overlay.stream().filter(object -> object.id().equals(target)).findFirst();
            if (workload.isEmpty()) {
                messages.add("expected %s to exist, got none".formatted(target));
                // An operator's own kinds have to say a number.
            } else if (workload.get().isWorkload()
                    && workload.get().root().path("spec").has("replicas")) {
                messages.add("expected the Deployment to say no replicas, got some");
            }
            JsonNode fallback = scaled.root().at("/spec/fallback");
            if (fallback.path("replicas").asInt() < 1
                    || !fallback.path("behavior").asText().equals("currentReplicasIfHigher")) {
                messages.add(
                        "expected a fallback to the pods that there are and at least one, got "
                                + fallback);
            }
            elements(scaled.root().at("/spec/triggers"))
                    .map(trigger -> trigger.path("metadata"))
                    .filter(trigger -> !trigger.path("ignoreNullValues").asText().equals("false"))
                    .forEach(_ -> messages.add("expected ignoreNullValues 'false', got another"));
            String name = reference.path("name").asText();
            if (name.startsWith(TIER)) {
                messages.addAll(ofTier(scaled, name.substring(TIER.length())));
            }
            return messages;
        }

        /**
         * A tier without pods shows nothing: what wakes it is what the gateways could not give it.
         */
        private static List<String> ofTier(Manifest scaled, String tier) {
            List<String> messages = new ArrayList<>();
            List<String> queries =
                    elements(scaled.root().at("/spec/triggers"))
                            .map(trigger -> trigger.at("/metadata/query").asText())
                            .toList();
            String own = "{tier=\"" + tier + "\"}";
            queries.stream()
                    .filter(query -> query.replace(own, "").contains("{tier="))
                    .forEach(query ->
                            messages.add(
                                    "expected queries of tier '%s', got %s"
                                            .formatted(tier, query)));
            boolean mayBeNone = scaled.root().at("/spec/minReplicaCount").asInt() == 0;
            if (mayBeNone && queries.stream().noneMatch(q -> q.contains(UNMET + own))) {
                messages.add(
                        "expected a trigger on %s%s, which alone brings the tier back from no pod, got none"
                                .formatted(UNMET, own));
            }
            return messages;
        }
    }

    /** What the other cloud offers is used here; its brokers are, by the first of them. */
    record UsedListeners() implements Invariant {
        @Override
        public Stream<Violation> violations(List<Manifest> overlay) {
            return overlay.stream()
                    .filter(object -> object.kind().equals("Listener"))
                    .filter(listener -> !isBroker(host(listener), overlay))
                    .filter(listener -> !isNamed(host(listener), overlay))
                    .map(listener ->
                            new Violation(
                                    "link",
                                    listener.id(),
                                    "expected something to ask '%s', got nothing"
                                            .formatted(host(listener))));
        }

        private static String host(Manifest listener) {
            return listener.root().at("/spec/host").asText();
        }

        private static boolean isBroker(String host, List<Manifest> overlay) {
            return overlay.stream()
                    .filter(object -> object.kind().equals("Listener"))
                    .anyMatch(other -> host.matches(Pattern.quote(host(other)) + "-\\d+"));
        }

        private static boolean isNamed(String host, List<Manifest> overlay) {
            Pattern address = Pattern.compile("\\b" + Pattern.quote(host) + "(\\.strata)?:\\d+");
            return overlay.stream()
                    .filter(object -> !object.kind().equals("Listener"))
                    .anyMatch(object -> address.matcher(object.root().toString()).find());
        }
    }

    /** The pods of a workload spread over hosts. */
    record Spread() implements Invariant {
        @Override
        public Stream<Violation> violations(List<Manifest> overlay) {
            return overlay.stream()
                    .filter(Manifest::isWorkload)
                    .filter(workload ->
                            elements(workload.podSpec().path("topologySpreadConstraints"))
                                    .noneMatch(constraint ->
                                            constraint
                                                    .path("topologyKey")
                                                    .asText()
                                                    .equals("kubernetes.io/hostname")))
                    .map(workload ->
                            new Violation(
                                    "spread",
                                    workload.id(),
                                    "expected a spread over kubernetes.io/hostname, got none"));
        }
    }

    /** Every variable is a key that the services know; a misspelt one would be read by nobody. */
    record KnownKeys(Set<Pattern> known) implements Invariant {
        @Override
        public Stream<Violation> violations(List<Manifest> overlay) {
            // Others hold files.
            Set<String> environment =
                    overlay.stream()
                            .filter(Manifest::runsPods)
                            .flatMap(owner -> owner.podSpec().findValues("configMapRef").stream())
                            .map(reference -> "ConfigMap/" + reference.path("name").asText())
                            .collect(Collectors.toUnmodifiableSet());
            Stream<String[]> ofMaps =
                    overlay.stream()
                            .filter(object -> environment.contains(object.id()))
                            .flatMap(map ->
                                    map.root().path("data").properties().stream()
                                            .map(entry -> new String[] {map.id(), entry.getKey()}));
            Stream<String[]> ofContainers =
                    overlay.stream()
                            .filter(Manifest::runsPods)
                            .flatMap(owner ->
                                    owner.allContainers()
                                            .flatMap(container -> elements(container.path("env")))
                                            .map(variable ->
                                                    new String[] {
                                                        owner.id(), variable.path("name").asText()
                                                    }));
            return Stream.concat(ofMaps, ofContainers)
                    .filter(key -> known.stream().noneMatch(p -> p.matcher(key[1]).matches()))
                    .map(key ->
                            new Violation(
                                    "known keys",
                                    key[0],
                                    "expected a key that the services know, got " + key[1]));
        }
    }

    /** Service accounts hand no token to whoever uses them. */
    record NoTokens() implements Invariant {
        @Override
        public Stream<Violation> violations(List<Manifest> overlay) {
            return overlay.stream()
                    .filter(object -> object.kind().equals("ServiceAccount"))
                    .filter(account ->
                            account.root().path("automountServiceAccountToken").asBoolean(true))
                    .map(account ->
                            new Violation(
                                    "tokens",
                                    account.id(),
                                    "expected automountServiceAccountToken: false"));
        }
    }
}
