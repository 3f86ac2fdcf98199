package dev.strata.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OpenLoopTest {
    @Test
    void run_someFail_countsBothKinds() throws Exception {
        AtomicInteger sent = new AtomicInteger();

        List<Latencies> ways =
                new OpenLoop(1000)
                        .run(
                                Duration.ofMillis(50),
                                List.of(
                                        () -> CompletableFuture.completedFuture(null),
                                        () ->
                                                sent.getAndIncrement() % 5 == 0
                                                        ? CompletableFuture.failedFuture(
                                                                new IllegalStateException("no"))
                                                        : CompletableFuture.completedFuture(null)));

        Latencies run = ways.get(1);
        assertEquals(100, ways.get(0).answered() + run.answered() + run.failed());
        assertEquals(0, ways.get(0).failed());
        assertEquals((sent.get() + 4) / 5, run.failed());
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
    void send_stubs_answerOverTheWire() throws Exception {
        try (StubTier stub = new StubTier();
                StubUpstream upstream = new StubUpstream();
                BenchClients clients = new BenchClients(stub, upstream, 1, 1)) {
            clients.directGrpc().get(10, TimeUnit.SECONDS);
            clients.directHttp().get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void perSecond_answersAtOnce_countsThem() throws Exception {
        double rate =
                ClosedLoop.perSecond(
                        1,
                        Duration.ofMillis(500),
                        () ->
                                CompletableFuture.supplyAsync(
                                        () -> 1,
                                        CompletableFuture.delayedExecutor(
                                                1, TimeUnit.MILLISECONDS)));

        assertTrue(rate > 0 && rate < 1_001, "" + rate);
    }

    @Test
    void perSecond_aRequestFails_saysSo() {
        assertThrows(
                IllegalStateException.class,
                () ->
                        ClosedLoop.perSecond(
                                1,
                                Duration.ofMillis(20),
                                () ->
                                        CompletableFuture.failedFuture(
                                                new IllegalStateException("no"))));
    }
}
