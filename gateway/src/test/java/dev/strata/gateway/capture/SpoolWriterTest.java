package dev.strata.gateway.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.strata.gateway.capture.spool.Kind;
import dev.strata.gateway.capture.spool.PowerCutDisk;
import dev.strata.gateway.capture.spool.Spool;
import dev.strata.gateway.capture.spool.SpoolLimits;
import dev.strata.seal.store.ContentStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
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
        CaptureMetrics metrics = new CaptureMetrics(registry);
        SpoolWriter writer =
                new SpoolWriter(
                        queue,
                        Spool.open(new PowerCutDisk(), limits, InstantSource.system()),
                        tools(metrics),
                        metrics,
                        1_000_000,
                        () -> {});
        CompletableFuture<Void> durable = new CompletableFuture<>();
        writer.stop();
        writer.run();

        queue.put(new Entry.Awaited(Kind.FEEDBACK, "f", _ -> ByteString.EMPTY, durable), 1);
        CompletableFuture<Void> kept = new CompletableFuture<>();
        assertTrue(queue.offer(new Entry.Traffic(() -> Events.open("late"), kept), 1));
        writer.turnAwayIfEnded();

        CaptureException why = assertInstanceOf(CaptureException.class, durable.exceptionNow());
        assertEquals(CaptureException.Code.CLOSED, why.code());
        assertEquals(
                1,
                registry.counter("strata.capture.dropped", "reason", DropReason.CLOSED.label())
                        .count());
        assertTrue(queue.isEmpty());
        assertTrue(kept.isCompletedExceptionally());
    }

    private static SpoolWriter.Tools tools(CaptureMetrics metrics) throws IOException {
        LargeContent large =
                new LargeContent(
                        ContentStore.in(Path.of("unused")),
                        1 << 18,
                        Duration.ofDays(46),
                        InstantSource.system(),
                        metrics);
        return new SpoolWriter.Tools(
                new Preparation(new PrivateContent.Plain(), large, Duration.ZERO, metrics),
                large,
                DurableIds.open(Optional.empty()),
                false);
    }
}
