package dev.strata.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StreamFiguresTest {
    private static final long MIB = 1 << 20;

    private static StreamFigures figures(int open, long residentMiB) {
        return new StreamFigures(
                2000,
                open,
                0,
                List.of(latencies(1), latencies(2), latencies(4)),
                new JavaMemory(200 * MIB, 50 * MIB),
                new JavaMemory(residentMiB * MIB, 120 * MIB));
    }

    private static Latencies latencies(long ms) {
        return new Latencies(new long[] {ms * 1_000_000, ms * 1_000_000}, 0);
    }

    @Test
    void report_underTheBounds_saysSoInTableAndJson() {
        StreamFigures figures = figures(2000, 600);

        assertFalse(figures.isBroken());
        assertEquals(
                "{streams=2000, open=2000, failed=0,"
                        + " first_token={open=200, direct_ms={p50=1.0, p99=1.0},"
                        + " grpc_added_ms={p50=1.0, p99=1.0}, sse_added_ms={p50=3.0, p99=3.0},"
                        + " wanted_added_ms=2.0}, idle_resident_mib=200, idle_heap_mib=50,"
                        + " resident_mib=600, heap_mib=120, wanted_resident_mib=1024.0}",
                figures.report().json().toString());
        assertTrue(figures.report().tables().getFirst().render().contains("2 (missed)"));
        assertFalse(figures.report().tables().getLast().render().contains("missed"));
    }

    @Test
    void report_tooLargeOrLost_isMissedAndBroken() {
        assertTrue(figures(2000, 1500).report().tables().getLast().render().contains("missed"));
        assertTrue(figures(1999, 600).isBroken());
    }

    @Test
    void open_ofAHoldingTier_staysOpenUntilItIsReleased() throws Exception {
        try (HoldingTier tier = new HoldingTier();
                GrpcStreams streams = new GrpcStreams(tier.port(), tier.port())) {
            OpenedStream brief = streams.direct(1);
            OpenedStream held = streams.direct(2);

            brief.ended().get(10, TimeUnit.SECONDS);
            held.first().get(10, TimeUnit.SECONDS);
            assertFalse(held.ended().isDone());
            tier.release();
            held.ended().get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void open_noGatewayThere_fails() {
        try (HoldingTier tier = new HoldingTier();
                GrpcStreams grpc = new GrpcStreams(tier.port(), tier.port());
                SseStreams sse = new SseStreams(1)) {
            OpenedStream noChat = grpc.open(1);
            OpenedStream nobody = sse.open(1);

            assertThrows(CompletionException.class, () -> noChat.first().join());
            assertThrows(CompletionException.class, () -> nobody.ended().join());
        }
    }

    @Test
    void memory_fromWhatSystemAndJvmSay_isInBytes() {
        assertEquals(2048, JavaMemory.resident(List.of("Name: java", "VmRSS:\t       2 kB")));
        assertEquals(
                9_000,
                JavaMemory.heap(
                        List.of(
                                " num     #instances         #bytes  class name (module)",
                                "   1:            10            800  [B (java.base@25)",
                                "Total           100           9000")));
        assertThrows(
                IllegalStateException.class, () -> JavaMemory.heap(List.of("no such process")));
        assertThrows(IllegalStateException.class, () -> JavaMemory.resident(List.of("Name: java")));
    }
}
