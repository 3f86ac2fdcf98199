package dev.strata.gateway.capture;

import dev.strata.gateway.capture.spool.DeadLetters;
import dev.strata.gateway.capture.spool.Spool;
import dev.strata.gateway.capture.spool.SpoolRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Sends what the spool holds, and sends again from disk what Kafka refused. One thread runs it. */
final class Shipper implements Runnable {
    private static final Logger LOG = Logger.getLogger(Shipper.class);
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** An event that cannot be read so often in a row, a tick apart, is given up. */
    private static final int READS = 120;

    /** Of events that go again, no more are read at once. */
    private static final long AGAIN_BYTES = 1 << 18;

    private final Spool spool;
    private final EventTransport transport;
    private final DeadLetters deadLetters;
    private final ShipWindow window;
    private final CaptureMetrics metrics;
    private final long gatherNanos;
    private final ConcurrentLinkedQueue<Shipment> settled = new ConcurrentLinkedQueue<>();
    private final Semaphore bell = new Semaphore(0);
    private volatile long stopAt = Long.MAX_VALUE;
    private boolean refusing;
    private int failedReads;
    private long gatheredAt = System.nanoTime();

    /**
     * A shipper that does not run yet.
     *
     * @param gatherNanos how long events gather once all that there were have been sent: few large
     *     batches cost gateway and broker less than many small ones
     */
    Shipper(
            Spool spool,
            EventTransport transport,
            DeadLetters deadLetters,
            ShipWindow window,
            CaptureMetrics metrics,
            long gatherNanos) {
        this.spool = spool;
        this.transport = transport;
        this.deadLetters = deadLetters;
        this.window = window;
        this.metrics = metrics;
        this.gatherNanos = gatherNanos;
    }

    /** Says that there may be something to send. Any thread. */
    void ring() {
        bell.release();
    }

    /** Ends the thread once all is sent, at the latest after {@code nanos}. Any thread. */
    void stopWithin(long nanos) {
        stopAt = System.nanoTime() + nanos;
        ring();
    }

    @Override
    public void run() {
        boolean going = true;
        while (going) {
            try {
                going = step();
            } catch (IOException | RuntimeException e) {
                LOG.errorf(e, "capture.ship failed; events stay in the spool");
                going = await(TICK_NANOS);
            }
        }
    }

    private boolean step() throws IOException {
        for (Shipment one = settled.poll(); one != null; one = settled.poll()) {
            settle(one);
        }
        boolean stopping = stopAt != Long.MAX_VALUE;
        long now = System.nanoTime();
        long gathering = stopping ? 0 : Math.max(0, gatheredAt - now);
        if (gathering == 0 && window.isOpen(now)) {
            if (sendSome()) {
                return true;
            }
            gatheredAt = now + gatherNanos;
            gathering = gatherNanos;
        }
        if (stopping && (window.isIdle() || now - stopAt >= 0)) {
            return false;
        }
        return await(window.waitNanos(now, gathering > 0 ? gathering : TICK_NANOS));
    }

    private boolean sendSome() throws IOException {
        List<SpoolRecord> events = goneBefore();
        if (events.isEmpty()) {
            events = spool.next(window.room());
        }
        if (events.isEmpty()) {
            return false;
        }
        Shipment shipment = new Shipment(events, this::answered);
        window.sent(shipment.events(), shipment.bytes());
        try {
            transport.send(events, shipment);
        } catch (RuntimeException e) {
            shipment.rest(new Delivery.Refused(e));
        }
        return true;
    }

    /** What has to go again, as much of it as may be under way. */
    private List<SpoolRecord> goneBefore() throws IOException {
        List<SpoolRecord> events = new ArrayList<>();
        long bytes = 0;
        while (events.size() < window.room() && bytes < AGAIN_BYTES) {
            Optional<SpoolRecord.Place> place = window.nextAgain();
            if (place.isEmpty()) {
                break;
            }
            try {
                readAgain(place.get()).ifPresent(events::add);
            } catch (IOException e) {
                if (events.isEmpty()) {
                    throw e;
                }
                break;
            }
            bytes = events.isEmpty() ? 0 : bytes + events.getLast().bytes().size();
        }
        return events;
    }

    /** An event that went before; empty where it was given up for its age or is given up here. */
    private Optional<SpoolRecord> readAgain(SpoolRecord.Place place) throws IOException {
        Optional<SpoolRecord> event;
        try {
            event = spool.again(place);
        } catch (IOException e) {
            failedReads++;
            if (failedReads < READS) {
                window.putBack(place);
                throw e;
            }
            LOG.errorf(e, "capture.ship cannot read an event; it is lost");
            event = Optional.empty();
        }
        failedReads = 0;
        if (event.isEmpty() && spool.settle(place)) {
            metrics.dropped(DropReason.SPOOL_FAILED);
        }
        return event;
    }

    private void answered(Shipment shipment) {
        settled.add(shipment);
        ring();
    }

    private void settle(Shipment shipment) {
        window.back(shipment.events(), shipment.bytes());
        for (int i = 0; i < shipment.events(); i++) {
            settle(shipment.place(i), shipment.delivery(i));
        }
    }

    private void settle(SpoolRecord.Place place, Delivery delivery) {
        switch (delivery) {
            case Delivery.Acknowledged() -> {
                metrics.sent();
                window.settled();
                spool.settle(place);
                say(false, null);
            }
            case Delivery.Refused(Throwable cause) -> {
                metrics.refused();
                window.refused(place, System.nanoTime());
                say(true, cause);
            }
            case Delivery.Impossible(Throwable cause) -> {
                window.settled();
                putAside(place, cause);
                spool.settle(place);
            }
        }
    }

    private void putAside(SpoolRecord.Place place, Throwable cause) {
        LOG.errorf("capture.dead-letter reason=%s", cause.toString());
        boolean kept = false;
        try {
            Optional<SpoolRecord> event = spool.again(place);
            kept =
                    event.isPresent()
                            && deadLetters.keep(
                                    event.get().kind(),
                                    event.get().bytes(),
                                    String.valueOf(root(cause)));
        } catch (IOException e) {
            LOG.errorf(e, "capture.dead-letter failed");
        }
        if (kept) {
            metrics.deadLetter();
        } else {
            metrics.dropped(DropReason.DEAD_LETTER_FULL);
        }
    }

    private void say(boolean nowRefusing, @Nullable Throwable cause) {
        if (nowRefusing && !refusing) {
            LOG.warnf(
                    "capture.kafka refuses events; they wait in the spool. cause=%s", root(cause));
        } else if (!nowRefusing && refusing) {
            LOG.info("capture.kafka takes events again");
        }
        refusing = nowRefusing;
    }

    private static @Nullable Throwable root(@Nullable Throwable failure) {
        Throwable root = failure;
        for (int i = 0; i < 10 && root != null && root.getCause() != null; i++) {
            root = root.getCause();
        }
        return root;
    }

    private boolean await(long nanos) {
        try {
            bell.tryAcquire(nanos, TimeUnit.NANOSECONDS);
            bell.drainPermits();
            return true;
        } catch (InterruptedException _) {
            // Nobody interrupts this thread: it would close the files under it.
            return stopAt == Long.MAX_VALUE;
        }
    }
}
