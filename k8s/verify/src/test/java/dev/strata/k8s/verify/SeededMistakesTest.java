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
        rendered = Repository.render("public-cloud");
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
            })
    void violations_seededMistake_areFound(String invariant, String right, String wrong)
            throws IOException {
        String mistaken = rendered.replace(right, wrong);
        assertNotEquals(rendered, mistaken);

        List<Violation> violations = Repository.invariants().violations(Manifest.parse(mistaken));

        assertFalse(violations.isEmpty());
        assertTrue(
                violations.stream().anyMatch(v -> v.invariant().equals(invariant)),
                violations.toString());
    }
}
