package dev.strata.k8s.verify;

import static dev.strata.k8s.verify.Manifest.elements;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** What must hold of each workload's pods by themselves. */
final class PodInvariants {
    private PodInvariants() {}

    /** Every container has startup, liveness and readiness probes. */
    record Probes() implements Invariant {
        @Override
        public Stream<Violation> violations(List<Manifest> overlay) {
            return perContainer(
                    overlay,
                    PodInvariants::longRunning,
                    "probes",
                    container ->
                            Stream.of("startupProbe", "livenessProbe", "readinessProbe")
                                    .filter(probe -> container.path(probe).isMissingNode())
                                    .map(probe -> "expected a " + probe + ", got none"));
        }
    }

    /** Every container requests processor and memory and limits its memory. */
    record Limits() implements Invariant {
        @Override
        public Stream<Violation> violations(List<Manifest> overlay) {
            return perContainer(
                    overlay,
                    Manifest::allContainers,
                    "limits",
                    container ->
                            Stream.of("/requests/cpu", "/requests/memory", "/limits/memory")
                                    .filter(path ->
                                            container.path("resources").at(path).isMissingNode())
                                    .map(path -> "expected resources" + path + ", got none"));
        }
    }

    /** Every pod meets the restricted pod security standard and mounts no service token. */
    record Restricted() implements Invariant {
        @Override
        public Stream<Violation> violations(List<Manifest> overlay) {
            Stream<Violation> pods =
                    overlay.stream()
                            .filter(Manifest::runsPods)
                            .flatMap(workload -> podViolations(workload));
            Stream<Violation> containers =
                    perContainer(
                            overlay,
                            Manifest::allContainers,
                            "restricted",
                            container -> {
                                JsonNode context = container.path("securityContext");
                                return Stream.of(
                                                unless(
                                                        context.path("readOnlyRootFilesystem")
                                                                .asBoolean(),
                                                        "expected readOnlyRootFilesystem: true"),
                                                unless(
                                                        !context.path("allowPrivilegeEscalation")
                                                                .asBoolean(true),
                                                        "expected allowPrivilegeEscalation: false"),
                                                unless(
                                                        elements(context.at("/capabilities/drop"))
                                                                .anyMatch(d ->
                                                                        d.asText().equals("ALL")),
                                                        "expected capabilities.drop: [ALL]"))
                                        .flatMap(Function.identity());
                            });
            return Stream.concat(pods, containers);
        }

        private static Stream<Violation> podViolations(Manifest workload) {
            JsonNode pod = workload.podSpec();
            return Stream.of(
                            unless(
                                    pod.at("/securityContext/runAsNonRoot").asBoolean(),
                                    "expected runAsNonRoot: true"),
                            unless(
                                    pod.at("/securityContext/seccompProfile/type")
                                            .asText()
                                            .equals("RuntimeDefault"),
                                    "expected seccompProfile RuntimeDefault"),
                            unless(
                                    !pod.path("automountServiceAccountToken").asBoolean(true),
                                    "expected automountServiceAccountToken: false"))
                    .flatMap(Function.identity())
                    .map(message -> new Violation("restricted", workload.id(), message));
        }
    }

    /** Every image carries a digest or a tag that is not {@code latest}. */
    record PinnedImages() implements Invariant {
        @Override
        public Stream<Violation> violations(List<Manifest> overlay) {
            return perContainer(
                    overlay,
                    Manifest::allContainers,
                    "pinned images",
                    container -> {
                        String image = container.path("image").asText();
                        return unless(
                                image.matches(".+(:(?!latest$)[\\w.-]+|@sha256:[0-9a-f]{64})"),
                                "expected a tag or digest, got '" + image + "'");
                    });
        }
    }

    /**
     * The grace period outlasts the preStop pause and the longest drain that the pod's
     * configuration allows.
     *
     * @param drains by container, the setting of its drain and its default in seconds
     */
    record GraceCoversDrain(Map<String, Drain> drains) implements Invariant {
        @Override
        public Stream<Violation> violations(List<Manifest> overlay) {
            return perContainer(
                    overlay,
                    workload ->
                            longRunning(workload)
                                    .map(container -> withGrace(container, workload.podSpec())),
                    "grace",
                    container -> {
                        int pause = container.at("/lifecycle/preStop/sleep/seconds").asInt();
                        int grace = container.path("grace").asInt();
                        Drain drain = drains.get(container.path("name").asText());
                        int needed = pause + (drain == null ? 0 : drain.seconds(overlay));
                        return Stream.concat(
                                unless(pause > 0, "expected a preStop pause, got none"),
                                unless(
                                        grace > needed,
                                        "expected a grace of more than %d s, got %d"
                                                .formatted(needed, grace)));
                    });
        }

        private static JsonNode withGrace(JsonNode container, JsonNode pod) {
            return ((ObjectNode) container.deepCopy())
                    .put("grace", pod.path("terminationGracePeriodSeconds").asInt(30));
        }
    }

    /** Container ports are ports that the services listen on. */
    record ServedPorts(Map<String, Set<Integer>> servedBy) implements Invariant {
        @Override
        public Stream<Violation> violations(List<Manifest> overlay) {
            return perContainer(
                    overlay,
                    Manifest::containers,
                    "served ports",
                    container -> {
                        Set<Integer> served =
                                servedBy.getOrDefault(container.path("name").asText(), Set.of());
                        return elements(container.path("ports"))
                                .map(port -> port.path("containerPort").asInt())
                                .filter(port -> !served.contains(port))
                                .map(port -> "expected one of " + served + ", got " + port);
                    });
        }
    }

    private static Stream<JsonNode> longRunning(Manifest owner) {
        return owner.isWorkload() ? owner.containers() : Stream.empty();
    }

    private static Stream<Violation> perContainer(
            List<Manifest> overlay,
            Function<Manifest, Stream<JsonNode>> containers,
            String invariant,
            Function<JsonNode, Stream<String>> messages) {
        return overlay.stream()
                .filter(Manifest::runsPods)
                .flatMap(workload ->
                        containers
                                .apply(workload)
                                .flatMap(container ->
                                        messages.apply(container)
                                                .map(message ->
                                                        violation(
                                                                invariant, workload, container,
                                                                message))));
    }

    private static Violation violation(
            String invariant, Manifest workload, JsonNode container, String message) {
        return new Violation(
                invariant, workload.id() + "[" + container.path("name").asText() + "]", message);
    }

    private static Stream<String> unless(boolean holds, String message) {
        return holds ? Stream.empty() : Stream.of(message);
    }
}
