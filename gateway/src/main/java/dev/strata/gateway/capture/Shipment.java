package dev.strata.gateway.capture;

import dev.strata.gateway.capture.spool.SpoolRecord;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;

/**
 * Events that went to Kafka together, and what became of each. Reported once, when the last one is
 * settled: a thread is woken for a shipment, not for an event. Thread-safe.
 */
final class Shipment implements ObjIntConsumer<Delivery> {
    private final List<SpoolRecord.Place> places;
    private final long bytes;
    private final AtomicReferenceArray<Delivery> deliveries;
    private final AtomicInteger open;
    private final Consumer<Shipment> settled;

    /**
     * Of {@code events}, none of which is settled.
     *
     * @param settled told once, on the thread that settles the last one
     */
    Shipment(List<SpoolRecord> events, Consumer<Shipment> settled) {
        this.places = events.stream().map(SpoolRecord::place).toList();
        this.bytes = events.stream().mapToLong(e -> e.bytes().size()).sum();
        this.deliveries = new AtomicReferenceArray<>(places.size());
        this.open = new AtomicInteger(places.size());
        this.settled = settled;
    }

    /** Says what became of the event at {@code index}; the first to say it is right. */
    @Override
    public void accept(Delivery delivery, int index) {
        if (deliveries.compareAndSet(index, null, delivery) && open.decrementAndGet() == 0) {
            settled.accept(this);
        }
    }

    /** Says the same of all events of which nothing was said. */
    void rest(Delivery delivery) {
        for (int i = 0; i < places.size(); i++) {
            accept(delivery, i);
        }
    }

    int events() {
        return places.size();
    }

    /** Bytes of all its events. */
    long bytes() {
        return bytes;
    }

    SpoolRecord.Place place(int index) {
        return places.get(index);
    }

    /** What became of the event at {@code index}, once the shipment is settled. */
    Delivery delivery(int index) {
        return deliveries.get(index);
    }
}
