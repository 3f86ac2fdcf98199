package dev.strata.k8s.verify;

import static dev.strata.k8s.verify.Manifest.elements;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What must hold of the files that pods are given. */
final class FileInvariants {
    private static final String OURS = "/etc/strata/";

    private FileInvariants() {}

    /** Keys of every secret that is supplied or made by an operator, by its name. */
    static Map<String, Set<String>> secretKeys(
            Map<String, Set<String>> supplied, List<Manifest> overlay) {
        Map<String, Set<String>> keys = new HashMap<>(supplied);
        for (Manifest object : overlay) {
            switch (object.kind()) {
                case "KafkaUser" ->
                        keys.put(
                                object.name(),
                                Set.of(
                                        "ca.crt",
                                        "user.crt",
                                        "user.key",
                                        "user.p12",
                                        "user.password"));
                case "Kafka" ->
                        keys.put(
                                object.name() + "-cluster-ca-cert",
                                Set.of("ca.crt", "ca.p12", "ca.password"));
                case "Certificate" ->
                        keys.put(
                                object.root().at("/spec/secretName").asText(),
                                Set.of("tls.crt", "tls.key", "ca.crt"));
                default -> {
                    // Makes no secret.
                }
            }
        }
        return keys;
    }

    /** The file that a setting names lies in a mounted secret that has a key of that name. */
    record Mounted(Map<String, Set<String>> supplied) implements Invariant {
        @Override
        public Stream<Violation> violations(List<Manifest> overlay) {
            Map<String, Set<String>> keys = secretKeys(supplied, overlay);
            return overlay.stream()
                    .filter(Manifest::runsPods)
                    .flatMap(owner ->
                            // Init containers share config maps and read nothing of these.
                            owner.containers()
                                    .flatMap(container ->
                                            Stream.concat(
                                                    files(owner, container, overlay, keys),
                                                    references(container, keys)))
                                    .map(words -> new Violation("files", owner.id(), words)));
        }

        private static Stream<String> files(
                Manifest owner,
                JsonNode container,
                List<Manifest> overlay,
                Map<String, Set<String>> keys) {
            return Setting.of(container, overlay)
                    .filter(setting -> setting.value().startsWith(OURS))
                    .flatMap(setting -> problem(owner, container, setting, keys).stream());
        }

        private static Optional<String> problem(
                Manifest owner,
                JsonNode container,
                Setting setting,
                Map<String, Set<String>> keys) {
            String file = setting.value();
            Optional<String> secret = secretAt(owner, container, file);
            if (secret.isEmpty()) {
                return Optional.of(
                        "expected %s to lie in a mounted secret, got none".formatted(file));
            }
            String at = file.substring(file.lastIndexOf('/') + 1);
            boolean isFolder =
                    mounts(container).anyMatch(m -> m.path("mountPath").asText().equals(file));
            Set<String> known = keys.getOrDefault(secret.get(), Set.of());
            return isFolder || known.contains(at)
                    ? Optional.empty()
                    : Optional.of(
                            "expected a key '%s' of secret %s, got %s"
                                    .formatted(at, secret.get(), known));
        }

        private static Stream<String> references(
                JsonNode container, Map<String, Set<String>> keys) {
            return container.findValues("secretKeyRef").stream()
                    .filter(one ->
                            !keys.getOrDefault(one.path("name").asText(), Set.of())
                                    .contains(one.path("key").asText()))
                    .map(one ->
                            "expected a key '%s' of secret %s, got none"
                                    .formatted(
                                            one.path("key").asText(), one.path("name").asText()));
        }
    }

    private static Stream<JsonNode> mounts(JsonNode container) {
        return elements(container.path("volumeMounts"));
    }

    /** The secret whose volume holds {@code file}. */
    static Optional<String> secretAt(Manifest owner, JsonNode container, String file) {
        return mounts(container)
                .filter(mount -> (file + "/").startsWith(mount.path("mountPath").asText() + "/"))
                .map(mount -> mount.path("name").asText())
                .flatMap(volume ->
                        elements(owner.podSpec().path("volumes"))
                                .filter(one -> one.path("name").asText().equals(volume)))
                .map(one -> one.at("/secret/secretName").asText())
                .filter(name -> !name.isEmpty())
                .findFirst();
    }
}
