package dev.strata.gateway.capture;

import dev.strata.proto.event.v1.TrafficEvent;

/**
 * Where a finished request is recorded, once, with all its attempts; errors and cancellations too.
 *
 * <p>Thread-safe. Callers hand over plain content: sealing private content is this side's work.
 */
public interface TrafficLog {
    /**
     * Takes {@code event} over. Never blocks and never throws for a full or broken disk, so that it
     * may be called on an event loop.
     *
     * @param event with {@code event_id} (UUIDv7) and {@code route.data_class} set; a missing data
     *     class is taken as private
     * @return false where the event was dropped; the drop is already counted, with its reason
     */
    boolean offer(TrafficEvent event);
}
