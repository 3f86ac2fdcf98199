package dev.strata.gateway.capture;

import dev.strata.gateway.capture.spool.DeadLetters;
import dev.strata.gateway.capture.spool.Disk;
import dev.strata.gateway.capture.spool.Spool;
import dev.strata.gateway.capture.spool.SpoolLimits;
import dev.strata.proto.event.v1.FeedbackEvent;
import dev.strata.proto.event.v1.TrafficEvent;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * The way of an event: a queue in memory bounded by bytes, one writer, segments on disk, one
 * shipper, Kafka. Only the writer touches the disk's write side, and only the shipper waits for
 * Kafka.
 */
final class Capture implements TrafficLog, FeedbackLog, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Capture.class);

    private final ByteQueue<Entry> queue;
    private final Spool spool;
    private final DeadLetters deadLetters;
    private final CaptureMetrics metrics;
    private final SpoolWriter writer;
    private final Shipper shipper;
    private final Duration drain;
    private final Thread writing;
    private final Thread shipping;
    private volatile boolean closed;

    private Capture(
            CaptureSettings settings,
            Spool spool,
            DeadLetters deadLetters,
            PrivateContent guard,
            EventTransport transport,
            CaptureMetrics metrics) {
        this.queue = new ByteQueue<>(settings.queueBytes().asLongValue());
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
                                settings.inFlight(), settings.retryFirst(), settings.retryMost()),
                        metrics);
        this.writer =
                new SpoolWriter(
                        queue,
                        spool,
                        guard,
                        metrics,
                        settings.forceInterval().toNanos(),
                        shipper::ring);
        this.writing = Thread.ofPlatform().name("capture-writer").daemon().unstarted(writer);
        this.shipping = Thread.ofPlatform().name("capture-shipper").daemon().unstarted(shipper);
    }

    /** Opens the spool on {@code disk} and starts; what an earlier run left is sent first. */
    static Capture start(
            CaptureSettings settings,
            Disk disk,
            PrivateContent guard,
            EventTransport transport,
            CaptureMetrics metrics)
            throws IOException {
        SpoolLimits limits =
                new SpoolLimits(
                        settings.spoolBytes().asLongValue(),
                        settings.spoolBytes().asLongValue() / 16,
                        settings.segmentBytes().asLongValue(),
                        settings.segmentAge(),
                        settings.spoolAge(),
                        Math.toIntExact(settings.eventBytes().asLongValue()));
        InstantSource clock = InstantSource.system();
        Spool spool = Spool.open(disk, limits, clock);
        metrics.watch(spool);
        if (spool.bytes() > 0) {
            LOG.infof("capture.spool holds %d bytes of an earlier run; sending", spool.bytes());
        }
        Capture capture =
                new Capture(
                        settings,
                        spool,
                        DeadLetters.open(disk, clock, settings.deadLetterBytes().asLongValue()),
                        guard,
                        transport,
                        metrics);
        capture.writing.start();
        capture.shipping.start();
        return capture;
    }

    @Override
    public boolean offer(TrafficEvent event) {
        if (closed) {
            metrics.dropped(DropReason.CLOSED);
            return false;
        }
        if (!queue.offer(new Entry.Traffic(event), event.getSerializedSize())) {
            metrics.dropped(DropReason.QUEUE_FULL);
            return false;
        }
        metrics.accepted();
        writer.turnAwayIfEnded();
        return true;
    }

    @Override
    public void record(FeedbackEvent event) {
        if (closed) {
            throw new CaptureException(
                    CaptureException.Code.CLOSED,
                    "event cannot be recorded: expected a running gateway, got one that stops; try again at another");
        }
        CompletableFuture<Void> durable = new CompletableFuture<>();
        // Unbounded in bytes: each caller waits for its own.
        queue.put(new Entry.Feedback(event, durable), event.getSerializedSize());
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
        writer.stop();
        boolean written = ended(writing, TimeUnit.SECONDS.toNanos(30));
        shipper.stopWithin(drain.toNanos());
        boolean shipped = ended(shipping, drain.toNanos() + TimeUnit.SECONDS.toNanos(5));
        if (written && shipped) {
            spool.close();
            deadLetters.close();
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
