package dev.strata.gateway.capture;

import com.google.protobuf.ByteString;
import dev.strata.gateway.capture.spool.Kind;
import dev.strata.gateway.capture.spool.SpoolRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Mode {@code besteffort}: events go from memory to Kafka, once, and whatever is not acknowledged
 * is dropped and counted. One thread runs it.
 */
final class MemoryShipper implements Runnable {
    private static final Logger LOG = Logger.getLogger(MemoryShipper.class);

    /** No more go together once they have so many bytes. */
    private static final long TOGETHER_BYTES = 1 << 18;

    private final ByteQueue<Entry.Traffic> queue;
    private final EventTransport transport;
    private final Preparation preparation;
    private final CaptureMetrics metrics;
    private final int most;
    private final Semaphore room;
    private volatile boolean stopping;
    private volatile boolean ended;
    private volatile long stopAt = Long.MAX_VALUE;
    private long sequence;

    MemoryShipper(
            ByteQueue<Entry.Traffic> queue,
            EventTransport transport,
            Preparation preparation,
            CaptureMetrics metrics,
            int most) {
        this.queue = queue;
        this.transport = transport;
        this.preparation = preparation;
        this.metrics = metrics;
        this.most = most;
        this.room = new Semaphore(most);
    }

    /** Ends the thread once all is sent, at the latest after {@code nanos}. Any thread. */
    void stopWithin(long nanos) {
        stopAt = System.nanoTime() + nanos;
        stopping = true;
    }

    @Override
    public void run() {
        try {
            while (!stopping || !(queue.isEmpty() || late())) {
                var next = queue.poll(TimeUnit.MILLISECONDS.toNanos(100));
                if (next.isPresent()) {
                    // Kafka answers every send in a bounded time, so that room comes back.
                    room.acquire();
                    send(next.get());
                }
            }
            room.tryAcquire(most, Math.max(0, stopAt - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        ended = true;
        turnAwayIfEnded();
    }

    /** Counts what still waits once nobody will send it; whoever puts an entry calls it after. */
    void turnAwayIfEnded() {
        while (ended && queue.poll().isPresent()) {
            metrics.dropped(DropReason.CLOSED);
        }
    }

    private boolean late() {
        return System.nanoTime() - stopAt >= 0;
    }

    /** Sends {@code first} and what waits behind it, as far as there is room. */
    private void send(Entry.Traffic first) {
        List<SpoolRecord> events = new ArrayList<>();
        long bytes = add(first, events);
        while (bytes < TOGETHER_BYTES && !queue.isEmpty() && room.tryAcquire()) {
            Optional<Entry.Traffic> next = queue.poll();
            if (next.isPresent()) {
                bytes += add(next.get(), events);
            } else {
                room.release();
            }
        }
        if (events.isEmpty()) {
            return;
        }
        Shipment shipment = new Shipment(events, this::settled);
        try {
            transport.send(events, shipment);
        } catch (RuntimeException e) {
            LOG.errorf(e, "capture.send failed; %d events are lost", events.size());
            shipment.rest(new Delivery.Refused(e));
        }
    }

    /** Adds the event of {@code entry}, unless it cannot be made; returns its bytes. */
    private long add(Entry.Traffic entry, List<SpoolRecord> events) {
        try {
            ByteString bytes = preparation.traffic(entry.event().get()).toByteString();
            events.add(new SpoolRecord(-1, sequence++, Kind.TRAFFIC, bytes));
            return bytes.size();
        } catch (RuntimeException e) {
            LOG.errorf(e, "capture.send failed; one event is lost");
            room.release();
            metrics.dropped(DropReason.NOT_SENT);
            return 0;
        }
    }

    private void settled(Shipment shipment) {
        room.release(shipment.events());
        for (int i = 0; i < shipment.events(); i++) {
            switch (shipment.delivery(i)) {
                case Delivery.Acknowledged() -> metrics.sent();
                case Delivery.Refused _, Delivery.Impossible _ ->
                        metrics.dropped(DropReason.NOT_SENT);
            }
        }
    }
}
