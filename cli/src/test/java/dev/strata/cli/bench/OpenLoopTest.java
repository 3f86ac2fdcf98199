package dev.strata.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OpenLoopTest {
    @Test
    void run_someFail_countsBothKinds() throws Exception {
        AtomicInteger sent = new AtomicInteger();

        Latencies run =
                new OpenLoop(1000)
                        .run(
                                Duration.ofMillis(50),
                                () ->
                                        sent.getAndIncrement() % 5 == 0
                                                ? CompletableFuture.failedFuture(
                                                        new IllegalStateException("no"))
                                                : CompletableFuture.completedFuture(null));

        assertEquals(40, run.answered());
        assertEquals(10, run.failed());
        assertTrue(run.ms(0.99) >= run.ms(0.5));
    }

    @Test
    void ms_knownValues_isTheNearestRank() {
        long[] nanos = new long[100];
        for (int i = 0; i < 100; i++) {
            nanos[99 - i] = (i + 1) * 1_000_000L;
        }

        Latencies run = new Latencies(nanos, 0);

        assertEquals(50, run.ms(0.5));
        assertEquals(99, run.ms(0.99));
        assertEquals(100, run.ms(1));
    }

    @Test
    void generate_stub_answersOverTheWire() throws Exception {
        try (StubTier stub = new StubTier();
                BenchClients clients = new BenchClients(stub.endpoint(), 1, 1)) {
            clients.direct().get(10, java.util.concurrent.TimeUnit.SECONDS);
        }
    }
}
