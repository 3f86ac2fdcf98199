package dev.strata.gateway.capture;

import dev.strata.proto.event.v1.ConsentEvent;
import dev.strata.proto.event.v1.ErasureEvent;

/**
 * Where what subjects demand of their data is recorded. Thread-safe; each call blocks for the
 * length of one fsync: never on an event loop.
 */
public interface RightsLog {
    /**
     * Records {@code event} and returns when it is on disk, past a power cut.
     *
     * @throws CaptureException where it could not be made durable; nothing was recorded
     */
    void record(ConsentEvent event);

    /**
     * Records {@code event} and returns when it is on disk, past a power cut.
     *
     * @throws CaptureException where it could not be made durable; nothing was recorded
     */
    void record(ErasureEvent event);
}
