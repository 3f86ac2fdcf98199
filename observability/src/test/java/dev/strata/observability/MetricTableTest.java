package dev.strata.observability;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class MetricTableTest {
    private static final String EXPOSED =
            """
            # HELP jvm_threads_live_threads other
            # TYPE jvm_threads_live_threads gauge
            jvm_threads_live_threads 3.0
            # HELP strata_tokens_total Tokens charged
            # TYPE strata_tokens_total counter
            strata_tokens_total{kind="prompt",tier="v1"} 4.0
            strata_tokens_total{kind="a \\"b\\", le=\\"c",tier="v2"} 4.0
            # HELP strata_overhead_seconds_max What was added
            # TYPE strata_overhead_seconds_max gauge
            strata_overhead_seconds_max 0.1
            # HELP strata_overhead_seconds What was added
            # TYPE strata_overhead_seconds histogram
            strata_overhead_seconds_bucket{le="0.1"} 1.0 # {span_id="1",trace_id="2"} 0.05 1.7
            strata_overhead_seconds_count 1.0
            strata_overhead_seconds_sum 0.1
            """;

    @Test
    void rows_exposition_givesOwnMetricsWithTheirLabels() {
        List<MetricRow> rows = Exposition.parse(EXPOSED).rows("gateway");

        assertEquals(
                List.of(
                        new MetricRow(
                                "strata_tokens_total",
                                "counter",
                                List.of("kind", "tier"),
                                "gateway",
                                "Tokens charged"),
                        new MetricRow(
                                "strata_overhead_seconds",
                                "histogram",
                                List.of(),
                                "gateway",
                                "What was added")),
                rows);
        assertEquals(List.of("count", "seconds"), rows.stream().map(MetricRow::unit).toList());
    }

    @Test
    void rows_openMetrics_namesCountersAsPrometheusStoresThem() {
        String text =
                """
                # TYPE strata_tokens counter
                # HELP strata_tokens Tokens charged
                strata_tokens_total{kind="prompt"} 4.0
                # EOF
                """;

        MetricRow row = Exposition.parse(text).rows("gateway").getFirst();

        assertEquals("strata_tokens_total", row.name());
        assertEquals(List.of("kind"), row.labels());
        assertEquals("Tokens charged", row.meaning());
    }

    @Test
    void parse_renderedTable_givesTheSameTable() {
        MetricTable table = MetricTable.of(Exposition.parse(EXPOSED).rows("gateway"));

        assertEquals(table, MetricTable.parse(table.render()));
    }

    @Test
    void of_sameMetricOfTwoProcesses_joinsTheirLabels() {
        MetricTable table =
                MetricTable.of(
                        List.of(
                                new MetricRow("strata_x", "gauge", List.of("a"), "tier", "x"),
                                new MetricRow("strata_x", "gauge", List.of("b"), "tier", "x")));

        assertEquals(List.of("a", "b"), table.rows().getFirst().labels());
    }
}
