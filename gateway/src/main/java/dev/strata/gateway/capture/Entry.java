package dev.strata.gateway.capture;

import com.google.protobuf.ByteString;
import dev.strata.gateway.capture.spool.Kind;
import dev.strata.proto.event.v1.TrafficEvent;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/** What waits in memory for the writer. */
sealed interface Entry {
    /**
     * A request that ended.
     *
     * @param durable told once the event is, or why it never will be
     */
    record Traffic(Supplier<TrafficEvent> event, CompletableFuture<Void> durable)
            implements Entry {}

    /**
     * What somebody waits for to be durable.
     *
     * @param bytes makes the record, as it may be written
     */
    record Awaited(
            Kind kind,
            String id,
            Function<Preparation, ByteString> bytes,
            CompletableFuture<Void> durable)
            implements Entry {}

    /** Nothing; wakes the writer. */
    record Wake() implements Entry {}
}
