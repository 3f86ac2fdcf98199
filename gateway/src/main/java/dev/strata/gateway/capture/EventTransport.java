package dev.strata.gateway.capture;

import dev.strata.gateway.capture.spool.SpoolRecord;
import java.util.List;
import java.util.function.ObjIntConsumer;

/** Takes events to Kafka. */
interface EventTransport {
    /**
     * Sends {@code events}, those of one kind in their order, and returns at once.
     *
     * @param settled told what became of the event at each index, on any thread, after a bounded
     *     time; the first that is said of one counts
     */
    void send(List<SpoolRecord> events, ObjIntConsumer<Delivery> settled);
}
