package dev.strata.gateway.capture;

import dev.strata.proto.event.v1.TrafficEvent;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The recorded traffic of all gateways, as Kafka has it. Thread-safe. */
public interface TrafficArchive {
    /** It cannot be read. */
    final class AwayException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final boolean passing;

        /**
         * What is wrong.
         *
         * @param passing whether it may be well in a while
         */
        AwayException(String message, boolean passing, @Nullable Throwable cause) {
            super(message, cause);
            this.passing = passing;
        }

        /** Whether it may be well in a while; else it is so until somebody changes something. */
        public boolean isPassing() {
            return passing;
        }
    }

    /**
     * Gives every event that is there now; one that was sent twice comes twice. Blocks.
     *
     * @param from those that were recorded before may be left out
     * @param until those that were recorded from then on may be left out
     * @throws AwayException where Kafka does not answer or lets nobody read, or there is too much
     */
    void read(Instant from, Instant until, Consumer<TrafficEvent> sink);
}
