package dev.strata.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class PeerFiguresTest {
    private static final long MS = 1_000_000;

    private final PeerFigures figures =
            new PeerFigures(
                    "portkey",
                    500,
                    latencies(1),
                    new PeerFigures.Way(latencies(2), 300, 6_000, 120),
                    new PeerFigures.Way(latencies(6), 1_500, 1_000, 1_200));

    private static Latencies latencies(long ms) {
        return new Latencies(new long[] {ms * MS, ms * MS}, 0);
    }

    @Test
    void json_ofAPeer_hasItsFiguresAndTheRatios() {
        assertEquals(
                "{rate=500, added_ms={p50=5.0, p99=5.0}, rps=1000, cpu_us=1500,"
                        + " strata_added_ms={p50=1.0, p99=1.0}, strata_cpu_us=300,"
                        + " most_cpu_us=1200, strata_most_cpu_us=120,"
                        + " added_p50_share=0.2, cpu_share=0.2, most_cpu_share=0.1, rps_times=6.0}",
                figures.json().toString());
    }

    @Test
    void failed_anyWay_isCounted() {
        PeerFigures cut =
                new PeerFigures(
                        "litellm",
                        50,
                        latencies(1),
                        new PeerFigures.Way(latencies(2), 300, 6_000, 120),
                        new PeerFigures.Way(new Latencies(new long[] {MS}, 3), 1_500, 100, 1));

        assertEquals(3, cut.failed());
        assertTrue(PeerFigures.table(List.of(figures)).toString().contains("6.0 times"));
    }
}
