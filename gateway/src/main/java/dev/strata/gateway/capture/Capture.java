package dev.strata.gateway.capture;

import com.google.protobuf.ByteString;
import dev.strata.gateway.capture.spool.DeadLetters;
import dev.strata.gateway.capture.spool.Disk;
import dev.strata.gateway.capture.spool.Kind;
import dev.strata.gateway.capture.spool.Spool;
import dev.strata.gateway.capture.spool.SpoolLimits;
import dev.strata.proto.event.v1.ConsentEvent;
import dev.strata.proto.event.v1.ErasureEvent;
import dev.strata.proto.event.v1.FeedbackEvent;
import dev.strata.proto.event.v1.TrafficEvent;
import dev.strata.seal.store.ContentStore;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * The way of an event: a queue in memory bounded by bytes, one writer, segments on disk, one
 * shipper, Kafka. Only the writer touches the disk's write side, and only the shipper waits for
 * Kafka.
 */
final class Capture implements TrafficLog, FeedbackLog, RightsLog, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Capture.class);

    private final ByteQueue<Entry> queue;
    private final Spool spool;
    private final DeadLetters deadLetters;
    private final CaptureMetrics metrics;
    private final SpoolWriter writer;
    private final CaptureSettings.Mode mode;
    private final ByteQueue<Entry.Traffic> direct;
    private final MemoryShipper directly;
    private final Thread sendingDirectly;
    private final DurableIds ids;
    private final Shipper shipper;
    private final Duration drain;
    private final Thread writing;
    private final Thread shipping;
    private volatile boolean closed;

    private Capture(
            CaptureSettings settings,
            Spool spool,
            DeadLetters deadLetters,
            SpoolWriter.Tools tools,
            EventTransport transport,
            CaptureMetrics metrics) {
        this.mode = settings.mode();
        this.ids = tools.ids();
        this.queue = new ByteQueue<>(settings.queueBytes().asLongValue());
        this.direct = new ByteQueue<>(settings.queueBytes().asLongValue());
        this.directly =
                new MemoryShipper(
                        direct, transport, tools.preparation(), metrics, settings.inFlight());
        this.spool = spool;
        this.deadLetters = deadLetters;
        this.metrics = metrics;
        this.drain = settings.drain();
        this.shipper =
                new Shipper(
                        spool,
                        transport,
                        deadLetters,
                        new ShipWindow(
                                settings.inFlight(),
                                settings.inFlightBytes().asLongValue(),
                                settings.retryFirst(),
                                settings.retryMost()),
                        metrics,
                        settings.gather().toNanos());
        this.writer =
                new SpoolWriter(
                        queue,
                        spool,
                        tools,
                        metrics,
                        settings.forceInterval().toNanos(),
                        shipper::ring);
        this.writing = Thread.ofPlatform().name("capture-writer").daemon().unstarted(writer);
        this.shipping = Thread.ofPlatform().name("capture-shipper").daemon().unstarted(shipper);
        this.sendingDirectly =
                Thread.ofPlatform().name("capture-direct").daemon().unstarted(directly);
    }

    /** Opens the spool on {@code disk} and starts; what an earlier run left is sent first. */
    static Capture start(
            CaptureSettings settings,
            Disk disk,
            PrivateContent guard,
            EventTransport transport,
            CaptureMetrics metrics)
            throws IOException {
        InstantSource clock = InstantSource.system();
        SpoolLimits limits =
                new SpoolLimits(
                        settings.spoolBytes().asLongValue(),
                        settings.spoolBytes().asLongValue() / 16,
                        settings.segmentBytes().asLongValue(),
                        settings.segmentAge(),
                        settings.spoolAge(),
                        Math.toIntExact(settings.eventBytes().asLongValue()));
        Spool spool = Spool.open(disk, limits, clock);
        if (spool.bytes() > 0) {
            LOG.infof("capture.spool holds %d bytes of an earlier run; sending", spool.bytes());
        }
        LargeContent large =
                new LargeContent(
                        settings.contentBucket()
                                .map(ContentStore::inBucket)
                                .orElseGet(() -> ContentStore.in(settings.contentDir())),
                        settings.claimOver().asLongValue(),
                        settings.contentAge(),
                        clock,
                        metrics);
        Capture capture =
                new Capture(
                        settings,
                        spool,
                        DeadLetters.open(disk, clock, settings.deadLetterBytes().asLongValue()),
                        new SpoolWriter.Tools(
                                new Preparation(guard, large, settings.retention(), metrics),
                                large,
                                DurableIds.open(settings.durableIds()),
                                settings.mode() == CaptureSettings.Mode.SYNC),
                        transport,
                        metrics);
        metrics.watch(
                spool,
                settings.mode() == CaptureSettings.Mode.BESTEFFORT
                        ? capture.direct
                        : capture.queue);
        capture.writing.start();
        capture.shipping.start();
        if (settings.mode() == CaptureSettings.Mode.BESTEFFORT) {
            capture.sendingDirectly.start();
        }
        return capture;
    }

    @Override
    public CompletableFuture<Boolean> offer(Supplier<TrafficEvent> event, long bytes) {
        if (closed) {
            return dropped(DropReason.CLOSED);
        }
        CompletableFuture<Void> durable = new CompletableFuture<>();
        Entry.Traffic entry = new Entry.Traffic(event, durable);
        boolean taken =
                switch (mode) {
                    case BESTEFFORT -> direct.offer(entry, bytes);
                    case SPOOL, SYNC -> queue.offer(entry, bytes);
                };
        if (!taken) {
            return dropped(DropReason.QUEUE_FULL);
        }
        metrics.accepted();
        writer.turnAwayIfEnded();
        directly.turnAwayIfEnded();
        return switch (mode) {
            case BESTEFFORT, SPOOL -> CompletableFuture.completedFuture(true);
            case SYNC -> {
                queue.wake();
                yield durable.handle((_, failure) -> failure == null);
            }
        };
    }

    private CompletableFuture<Boolean> dropped(DropReason reason) {
        metrics.dropped(reason);
        return CompletableFuture.completedFuture(false);
    }

    @Override
    public boolean mustRecord() {
        return mode == CaptureSettings.Mode.SYNC;
    }

    @Override
    public void record(FeedbackEvent event) {
        await(
                Kind.FEEDBACK,
                event.getEventId(),
                preparation -> preparation.feedback(event),
                event.getSerializedSize());
    }

    @Override
    public void record(ConsentEvent event) {
        await(
                Kind.CONSENT,
                event.getEventId(),
                _ -> event.toByteString(),
                event.getSerializedSize());
    }

    @Override
    public void record(ErasureEvent event) {
        await(
                Kind.ERASURE,
                event.getEventId(),
                _ -> event.toByteString(),
                event.getSerializedSize());
    }

    private void await(Kind kind, String id, Function<Preparation, ByteString> bytes, long size) {
        if (closed) {
            throw new CaptureException(
                    CaptureException.Code.CLOSED,
                    "event cannot be recorded: expected a running gateway, got one that stops; try again at another");
        }
        CompletableFuture<Void> durable = new CompletableFuture<>();
        // Unbounded in bytes: each caller waits for its own.
        queue.put(new Entry.Awaited(kind, id, bytes, durable), size);
        metrics.accepted();
        writer.turnAwayIfEnded();
        try {
            durable.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof CaptureException cause) {
                throw new CaptureException(cause.code(), String.valueOf(cause.getMessage()), cause);
            }
            throw e;
        }
    }

    /** Writes what waits, sends what it can within the drain time, and leaves the rest on disk. */
    @Override
    public void close() throws IOException {
        closed = true;
        directly.stopWithin(drain.toNanos());
        writer.stop();
        boolean written = ended(writing, TimeUnit.SECONDS.toNanos(30));
        shipper.stopWithin(drain.toNanos());
        boolean sent =
                mode != CaptureSettings.Mode.BESTEFFORT
                        || ended(sendingDirectly, drain.toNanos() + TimeUnit.SECONDS.toNanos(5));
        boolean shipped = ended(shipping, drain.toNanos() + TimeUnit.SECONDS.toNanos(5));
        if (written && shipped && sent) {
            spool.close();
            deadLetters.close();
            ids.close();
        }
        // Else the files stay with the thread that has them; what was forced is for the next run.
    }

    private static boolean ended(Thread thread, long nanos) {
        try {
            boolean ended = thread.join(Duration.ofNanos(nanos));
            if (!ended) {
                LOG.errorf("capture: thread %s did not end in time", thread.getName());
            }
            return ended;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
