package dev.strata.gateway.capture;

import dev.strata.proto.event.v1.FeedbackEvent;
import dev.strata.proto.event.v1.TrafficEvent;
import java.util.concurrent.CompletableFuture;

/** What waits in memory for the writer. */
sealed interface Entry {
    /** A request that ended. */
    record Traffic(TrafficEvent event) implements Entry {}

    /** A judgement, and who waits for it to be durable. */
    record Feedback(FeedbackEvent event, CompletableFuture<Void> durable) implements Entry {}

    /** Nothing; wakes the writer. */
    record Wake() implements Entry {}
}
