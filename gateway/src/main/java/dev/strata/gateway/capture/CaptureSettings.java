package dev.strata.gateway.capture;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** How what happened to requests is kept. */
@ConfigMapping(prefix = "strata.capture")
public interface CaptureSettings {
    /** Where this gateway runs, {@code public} or {@code private}; follows {@code strata.zone}. */
    @WithDefault("${strata.zone:public}")
    Zone zone();

    /** Folder of the spool; of this gateway alone. */
    @WithDefault("${strata.home:${user.home}/.strata}/state/gateway/spool")
    Path spoolDir();

    /** Most bytes of events that wait in memory for the disk. */
    @WithDefault("32M")
    MemorySize queueBytes();

    /** Most bytes of events that wait on disk for Kafka. */
    @WithDefault("2G")
    MemorySize spoolBytes();

    /** Events that wait on disk for longer than this are given up. */
    @WithDefault("7d")
    Duration spoolAge();

    /** A segment of the spool is closed at this size. */
    @WithDefault("8M")
    MemorySize segmentBytes();

    /** A segment of the spool is closed at this age. */
    @WithDefault("10s")
    Duration segmentAge();

    /** Longest event; longer ones are dropped and counted. */
    @WithDefault("7M")
    MemorySize eventBytes();

    /** How long an event may wait in the page cache before it is forced to disk. */
    @WithDefault("50ms")
    Duration forceInterval();

    /** Most events sent to Kafka and not acknowledged. */
    @WithDefault("256")
    int inFlight();

    /** The first wait before events that Kafka refused are sent again. */
    @WithDefault("250ms")
    Duration retryFirst();

    /** The longest wait before events that Kafka refused are sent again. */
    @WithDefault("5s")
    Duration retryMost();

    /** Most bytes of events that can never be sent and are kept aside. */
    @WithDefault("64M")
    MemorySize deadLetterBytes();

    /** How long a gateway that stops goes on sending what is in its spool. */
    @WithDefault("3s")
    Duration drain();

    /**
     * File with the public key that private content is sealed to in the public zone. Without one,
     * the content is withheld.
     */
    Optional<Path> intakePublicKey();

    /** Where a gateway runs. */
    enum Zone {
        PUBLIC,
        PRIVATE
    }
}
