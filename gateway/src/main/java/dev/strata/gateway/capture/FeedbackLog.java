package dev.strata.gateway.capture;

import dev.strata.proto.event.v1.FeedbackEvent;

/** Where a user's judgement of an answer is recorded. Thread-safe. */
public interface FeedbackLog {
    /**
     * Records {@code event} and returns when it is on disk, past a power cut.
     *
     * <p>Blocks for the length of one fsync (milliseconds): never call it on an event loop.
     *
     * @param event with {@code event_id} (UUIDv7) and {@code tenant} set
     * @throws CaptureException where the event could not be made durable; nothing was recorded
     */
    void record(FeedbackEvent event);
}
