package dev.strata.observability;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class GenerateTest {
    @Test
    void prometheusRule_groups_standBelowTheSpec() {
        String rule =
                Generate.prometheusRule(
                        "# head\ngroups:\n  - name: a\n    rules:\n      - record: b\n");

        assertTrue(
                rule.endsWith(
                        "spec:\n  groups:\n    - name: a\n      rules:\n        - record: b\n"),
                rule);
    }
}
