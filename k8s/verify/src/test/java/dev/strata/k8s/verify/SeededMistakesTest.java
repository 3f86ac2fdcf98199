package dev.strata.k8s.verify;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each invariant fails on the mistake that it is there for. */
class SeededMistakesTest {
    private static String rendered = "";

    @BeforeAll
    static void render() {
        rendered = Repository.render("public-cloud") + "---\n" + Repository.render("private-cloud");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "probes | livenessProbe: | livenessProb:",
                "limits | '          limits:' | '          limit:'",
                "restricted | readOnlyRootFilesystem: true | readOnlyRootFilesystem: false",
                "restricted | runAsNonRoot: true | runAsNonRoot: false",
                "pinned images | strata/gateway:0.1.0 | strata/gateway:latest",
                "pinned images | strata/gateway:0.1.0 | strata/gateway",
                "grace | terminationGracePeriodSeconds: 150 | terminationGracePeriodSeconds: 20",
                "served ports | containerPort: 9100 | containerPort: 9009",
                "disruption | kind: PodDisruptionBudget | kind: PodDisruption",
                "network policies | kind: NetworkPolicy | kind: Policy",
                "references | secretName: strata-tenants | secretName: strata-tenant",
                "service ports | targetPort: grpc | targetPort: rpc",
                "references | name: strata-gateway | name: strata-gatewy",
                "references | secretName: strata-intake-private-key | secretName: strata-intake",
                "references | '          name: tier-v1-' | '          name: tier-v9-'",
                "restricted | automountServiceAccountToken: false | automountServiceAccountToken: true",
                "tokens | 'automountServiceAccountToken: false\nkind: ServiceAccount' | 'kind: ServiceAccount'",
                "grace | STRATA_CHAT_DRAIN: 120s | STRATA_CHAT_DRAIN: 160s",
                "known keys | STRATA_CAPTURE_SPOOL_DIR: | STRATA_CAPTURE_SPOOL_DIRECTORY:",
                "known keys | STRATA_TIERS_V3_ENDPOINT: | STRATA_TIER_V3_ENDPOINT:",
                "known keys | name: KAFKA_SSL_KEYSTORE_PASSWORD | name: KAFKA_SSL_PASSWORD",
                "scaling | 'scaleTargetRef:\n    name: tier-v2' | 'scaleTargetRef:\n    name: tier-v4'",
                "scaling | 'ignoreNullValues: \"false\"' | 'ignoreNullValues: \"true\"'",
                "scaling | '  fallback:\n' | '  fallbak:\n'",
                "spread | topologyKey: kubernetes.io/hostname | topologyKey: kubernetes.io/hostnam",
                "egress | '  - ports:\n    - port: 443\n      protocol: TCP' | '  - {}'",
            })
    void violations_seededMistake_areFound(String invariant, String right, String wrong)
            throws IOException {
        String mistaken = rendered.replace(lines(right), lines(wrong));
        assertNotEquals(rendered, mistaken);

        List<Violation> violations = Repository.invariants().violations(Manifest.parse(mistaken));

        assertFalse(violations.isEmpty());
        assertTrue(
                violations.stream().anyMatch(v -> v.invariant().equals(invariant)),
                violations.toString());
    }

    /** A CSV source cannot hold line ends; two characters stand for one. */
    private static String lines(String text) {
        return text.replace("\\n", "\n");
    }
}
