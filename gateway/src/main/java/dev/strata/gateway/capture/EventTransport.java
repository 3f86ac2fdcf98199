package dev.strata.gateway.capture;

import dev.strata.gateway.capture.spool.SpoolRecord;
import java.util.function.Consumer;

/** Takes events to Kafka. */
interface EventTransport {
    /**
     * Sends {@code event} and returns at once.
     *
     * @param settled told once, on any thread, after a bounded time
     */
    void send(SpoolRecord event, Consumer<Delivery> settled);
}
