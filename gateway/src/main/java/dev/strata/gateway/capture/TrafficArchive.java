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

        AwayException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * Gives every event that is there now; one that was sent twice comes twice. Blocks.
     *
     * @param from those that were recorded before may be left out
     * @throws AwayException where Kafka does not answer, or takes too long
     */
    void read(Instant from, Consumer<TrafficEvent> sink);
}
