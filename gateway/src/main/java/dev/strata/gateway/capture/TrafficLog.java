package dev.strata.gateway.capture;

import dev.strata.proto.event.v1.TrafficEvent;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Where a finished request is recorded, once, with all its attempts; errors and cancellations too.
 *
 * <p>Thread-safe. Callers hand over plain content: sealing private content is this side's work.
 */
public interface TrafficLog {
    /**
     * Takes an event over. Never blocks and never throws for a full or broken disk, so that it may
     * be called on an event loop.
     *
     * @param event makes the event, once, on a thread of capture: with {@code event_id} (UUIDv7)
     *     and {@code route.data_class} set; a missing data class is taken as private
     * @param bytes about how many the event has; what waits in memory is bounded by them
     * @return done when the request may end: at once, or in mode {@code sync} when the event is
     *     durable; false where the event was dropped, which is already counted, with its reason
     */
    CompletableFuture<Boolean> offer(Supplier<TrafficEvent> event, long bytes);

    /** The same for an event that is made already. */
    default CompletableFuture<Boolean> offer(TrafficEvent event) {
        return offer(() -> event, event.getSerializedSize());
    }

    /** True where a request must fail whose event cannot be recorded: mode {@code sync}. */
    default boolean mustRecord() {
        return false;
    }
}
