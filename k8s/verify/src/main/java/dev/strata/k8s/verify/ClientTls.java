package dev.strata.k8s.verify;

import static dev.strata.k8s.verify.Manifest.elements;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where clients speak TLS to a service, all who speak to its ports do: probes and the monitoring,
 * and its services do not say clear text. Its certificate is not of the mesh's authority, for who
 * has one of that may call a tier.
 */
record ClientTls() implements Invariant {
    private static final String CERTIFICATE = "STRATA_CLIENT_TLS_CERTIFICATE";
    private static final String KEY = "STRATA_CLIENT_TLS_KEY";

    @Override
    public Stream<Violation> violations(List<Manifest> overlay) {
        return overlay.stream()
                .filter(Manifest::isWorkload)
                .flatMap(owner ->
                        owner.containers()
                                .flatMap(one -> problems(owner, one, overlay).stream())
                                .map(words -> new Violation("client tls", owner.id(), words)));
    }

    /** Secrets that hold what a service shows to clients. */
    static Set<String> secrets(List<Manifest> overlay) {
        return overlay.stream()
                .filter(Manifest::isWorkload)
                .flatMap(owner ->
                        owner.containers()
                                .flatMap(one ->
                                        Setting.of(one, overlay)
                                                .filter(s -> s.key().equals(CERTIFICATE))
                                                .flatMap(s ->
                                                        FileInvariants.secretAt(
                                                                owner, one, s.value())
                                                                .stream())))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static List<String> problems(
            Manifest owner, JsonNode container, List<Manifest> overlay) {
        Map<String, String> files =
                Setting.of(container, overlay)
                        .filter(s -> s.key().equals(CERTIFICATE) || s.key().equals(KEY))
                        .collect(Collectors.toMap(Setting::key, Setting::value, (a, _) -> a));
        boolean isTls = !files.isEmpty();
        List<String> problems = new ArrayList<>();
        if (isTls) {
            if (!files.keySet().equals(Set.of(CERTIFICATE, KEY))) {
                problems.add("expected certificate and key, got " + files.keySet());
            }
            files.values().stream()
                    .map(file -> FileInvariants.secretAt(owner, container, file).orElse(""))
                    .filter(secret -> !isOfClients(secret, overlay))
                    .distinct()
                    .forEach(secret ->
                            problems.add(
                                    "expected a certificate of an authority of clients, got '%s'"
                                            .formatted(secret)));
        }
        speakers(owner, container, overlay)
                .filter(one -> one.isTls() != isTls)
                .forEach(one ->
                        problems.add(
                                "expected %s to speak %s, got %s"
                                        .formatted(
                                                one.name(),
                                                isTls ? "TLS" : "clear text",
                                                one.isTls() ? "TLS" : "clear text")));
        return problems;
    }

    private static boolean isOfClients(String secret, List<Manifest> overlay) {
        return overlay.stream()
                .filter(object -> object.kind().equals("Certificate"))
                .filter(object -> object.root().at("/spec/secretName").asText().equals(secret))
                .anyMatch(object ->
                        object.root().at("/spec/issuerRef/kind").asText().equals("ClusterIssuer"));
    }

    /** Who speaks to a container's ports, as far as an overlay says how. */
    private record Speaker(String name, boolean isTls) {}

    private static Stream<Speaker> speakers(
            Manifest owner, JsonNode container, List<Manifest> overlay) {
        Stream<Speaker> probes =
                Stream.of("startupProbe", "livenessProbe", "readinessProbe")
                        .filter(name -> container.path(name).has("httpGet"))
                        .map(name ->
                                new Speaker(
                                        name,
                                        container
                                                .path(name)
                                                .at("/httpGet/scheme")
                                                .asText()
                                                .equals("HTTPS")));
        Stream<Speaker> monitors =
                overlay.stream()
                        .filter(object -> object.kind().equals("PodMonitor"))
                        .filter(object ->
                                Selector.of(object.root().at("/spec/selector"))
                                        .selects(owner.podLabels()))
                        .flatMap(object ->
                                elements(object.root().at("/spec/podMetricsEndpoints"))
                                        .map(endpoint ->
                                                new Speaker(
                                                        object.id(),
                                                        endpoint.path("scheme")
                                                                .asText()
                                                                .equals("https"))));
        Stream<Speaker> services =
                overlay.stream()
                        .filter(object -> object.kind().equals("Service"))
                        .filter(object ->
                                Selector.ofLabels(object.root().at("/spec/selector"))
                                        .selects(owner.podLabels()))
                        .filter(object ->
                                object.root().findValuesAsText("appProtocol").stream()
                                        .anyMatch("kubernetes.io/h2c"::equals))
                        .map(object -> new Speaker(object.id(), false));
        return Stream.of(probes, monitors, services).flatMap(all -> all);
    }
}
