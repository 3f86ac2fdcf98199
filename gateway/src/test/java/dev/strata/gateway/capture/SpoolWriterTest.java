package dev.strata.gateway.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.gateway.capture.spool.PowerCutDisk;
import dev.strata.gateway.capture.spool.Spool;
import dev.strata.gateway.capture.spool.SpoolLimits;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SpoolWriterTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void turnAwayIfEnded_writerEnded_leavesNobodyWaiting() throws Exception {
        ByteQueue<Entry> queue = new ByteQueue<>(1 << 20);
        SpoolLimits limits =
                new SpoolLimits(
                        1 << 20, 1 << 10, 2048, Duration.ofSeconds(10), Duration.ofDays(1), 4096);
        SpoolWriter writer =
                new SpoolWriter(
                        queue,
                        Spool.open(new PowerCutDisk(), limits, InstantSource.system()),
                        new PrivateContent.Plain(),
                        new CaptureMetrics(registry),
                        1_000_000,
                        () -> {});
        CompletableFuture<Void> durable = new CompletableFuture<>();
        writer.stop();
        writer.run();

        queue.put(new Entry.Feedback(Events.correction("f", "late"), durable), 1);
        assertTrue(queue.offer(new Entry.Traffic(Events.open("late")), 1));
        writer.turnAwayIfEnded();

        CaptureException why = assertInstanceOf(CaptureException.class, durable.exceptionNow());
        assertEquals(CaptureException.Code.CLOSED, why.code());
        assertEquals(
                1,
                registry.counter("strata.capture.dropped", "reason", DropReason.CLOSED.label())
                        .count());
        assertTrue(queue.isEmpty());
    }
}
