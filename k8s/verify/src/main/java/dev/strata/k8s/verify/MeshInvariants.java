package dev.strata.k8s.verify;

import static dev.strata.k8s.verify.Manifest.elements;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What must hold for gateway and tiers to know each other by their certificates. */
final class MeshInvariants {
    private static final String PREFIX = "STRATA_MESH_TLS_";
    private static final Map<String, String> KEYS =
            Map.of(
                    PREFIX + "CERTIFICATE", "tls.crt",
                    PREFIX + "KEY", "tls.key",
                    PREFIX + "AUTHORITY", "authorities.crt");

    private MeshInvariants() {}

    /**
     * Who speaks TLS has all three files, of the right kinds: certificate and key in the secret of
     * a certificate of its own, whom it trusts in one that is supplied, so that two authorities can
     * be trusted while one follows the other; all certificates are of one authority, which is
     * there, and are renewed before their end.
     *
     * @param supplied names of secrets that the operator supplies
     */
    record MeshTls(Set<String> supplied) implements Invariant {
        @Override
        public Stream<Violation> violations(List<Manifest> overlay) {
            Stream<Violation> ofPods =
                    overlay.stream()
                            .filter(Manifest::isWorkload)
                            .flatMap(owner ->
                                    owner.containers()
                                            .flatMap(one -> problems(owner, one, overlay).stream())
                                            .map(words -> violation(owner, words)));
            Stream<Violation> ofCertificates =
                    certificates(overlay)
                            .flatMap(one ->
                                    problems(one, overlay).stream()
                                            .map(words -> violation(one, words)));
            return Stream.concat(ofPods, ofCertificates);
        }

        private static Violation violation(Manifest object, String words) {
            return new Violation("mesh tls", object.id(), words);
        }

        private List<String> problems(Manifest owner, JsonNode container, List<Manifest> overlay) {
            Map<String, String> files =
                    Setting.of(container, overlay)
                            .filter(setting -> setting.key().startsWith(PREFIX))
                            .collect(Collectors.toMap(Setting::key, Setting::value, (a, _) -> a));
            List<String> problems = new ArrayList<>();
            if (files.isEmpty()) {
                return problems;
            }
            KEYS.forEach((key, name) -> {
                String file = files.getOrDefault(key, "");
                if (!file.endsWith("/" + name)) {
                    problems.add(
                            "expected %s to be a file %s, got '%s'".formatted(key, name, file));
                }
            });
            Optional.ofNullable(files.remove(PREFIX + "AUTHORITY"))
                    .map(file -> FileInvariants.secretAt(owner, container, file).orElse(""))
                    .filter(secret -> !supplied.contains(secret))
                    .ifPresent(secret ->
                            problems.add(
                                    "expected authorities from a supplied secret, got '%s'"
                                            .formatted(secret)));
            files.values().stream()
                    .map(file -> FileInvariants.secretAt(owner, container, file).orElse(""))
                    .filter(secret -> certificateOf(secret, overlay).isEmpty())
                    .distinct()
                    .forEach(secret ->
                            problems.add(
                                    "expected the secret of a certificate, got '%s'"
                                            .formatted(secret)));
            return problems;
        }

        private List<String> problems(Manifest certificate, List<Manifest> overlay) {
            JsonNode spec = certificate.root().path("spec");
            List<String> problems = new ArrayList<>();
            String issuer =
                    spec.at("/issuerRef/kind").asText() + "/" + spec.at("/issuerRef/name").asText();
            Optional<Manifest> authority =
                    overlay.stream().filter(object -> object.id().equals(issuer)).findFirst();
            if (authority.isEmpty()) {
                problems.add("expected %s to exist, got none".formatted(issuer));
            } else if (!supplied.contains(
                    authority.get().root().at("/spec/ca/secretName").asText())) {
                problems.add("expected the authority's secret to be supplied, got none");
            }
            if (!issuers(overlay).equals(Set.of(issuer))) {
                problems.add("expected one authority for all, got %s".formatted(issuers(overlay)));
            }
            if (!spec.at("/privateKey/encoding").asText().equals("PKCS8")) {
                problems.add("expected a key in PKCS8, which the services read");
            }
            if (hours(spec.path("renewBefore")) * 3 > hours(spec.path("duration")) * 2
                    || hours(spec.path("renewBefore")) < 24) {
                problems.add("expected a renewal a day or more before the end, and not at once");
            }
            if (elements(spec.path("dnsNames")).noneMatch(name -> serves(name.asText(), overlay))) {
                problems.add("expected a name that a service has, got " + spec.path("dnsNames"));
            }
            return problems;
        }
    }

    /** All but what clients are shown. */
    private static Stream<Manifest> certificates(List<Manifest> overlay) {
        Set<String> ofClients = ClientTls.secrets(overlay);
        return overlay.stream()
                .filter(object -> object.kind().equals("Certificate"))
                .filter(object ->
                        !ofClients.contains(object.root().at("/spec/secretName").asText()));
    }

    private static Set<String> issuers(List<Manifest> overlay) {
        return certificates(overlay)
                .map(object -> object.root().at("/spec/issuerRef"))
                .map(ref -> ref.path("kind").asText() + "/" + ref.path("name").asText())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static boolean serves(String name, List<Manifest> overlay) {
        return overlay.stream().anyMatch(object -> object.id().equals("Service/" + name));
    }

    private static int hours(JsonNode duration) {
        String text = duration.asText();
        return text.matches("\\d+h") ? Integer.parseInt(text.substring(0, text.length() - 1)) : 0;
    }

    private static Optional<Manifest> certificateOf(String secret, List<Manifest> overlay) {
        return certificates(overlay)
                .filter(object -> object.root().at("/spec/secretName").asText().equals(secret))
                .findFirst();
    }
}
