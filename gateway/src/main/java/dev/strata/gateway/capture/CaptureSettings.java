package dev.strata.gateway.capture;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** How what happened to requests is kept. */
@ConfigMapping(prefix = "strata.capture")
public interface CaptureSettings {
    /** Where this gateway runs, {@code public} or {@code private}; follows {@code strata.zone}. */
    @WithDefault("${strata.zone:public}")
    Zone zone();

    /** What becomes of an event until Kafka has it. */
    @WithDefault("spool")
    Mode mode();

    /** Folder of the spool; of this gateway alone. */
    @WithDefault("${strata.home:${user.home}/.strata}/state/gateway/spool")
    Path spoolDir();

    /**
     * Folder in which other gateways have their spools; those that were left behind are taken over
     * at start. Without one, the folder that this one's spool lies in.
     */
    Optional<Path> adoptDir();

    /** Folder of contents too large for an event; shared with whoever reads the events. */
    @WithDefault("${strata.home:${user.home}/.strata}/state/gateway/content")
    Path contentDir();

    /**
     * Bucket of a store that speaks S3, {@code https://HOST/BUCKET[/PREFIX]}, in place of the
     * folder; credentials come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and a lifecycle
     * rule of the bucket deletes what is older than the content age.
     */
    Optional<URI> contentBucket();

    /**
     * A content over this goes to the content folder or bucket, and a claim check stands in for it.
     */
    @WithDefault("256K")
    MemorySize claimOver();

    /** Contents older than this are deleted; no shorter than Kafka keeps events. */
    @WithDefault("46d")
    Duration contentAge();

    /** Nothing made of an event may be kept for longer; 0 for no end. */
    @WithDefault("395d")
    Duration retention();

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
    @WithDefault("2048")
    int inFlight();

    /** No more events are sent to Kafka once so many bytes of them are not acknowledged. */
    @WithDefault("8M")
    MemorySize inFlightBytes();

    /**
     * How long events gather on disk before they are sent to Kafka together; a gateway that stops
     * sends at once.
     */
    @WithDefault("200ms")
    Duration gather();

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
     * File with the public key that private content is sealed to in the public zone, or folder of
     * one for each day. Without either, the content is withheld.
     */
    Optional<Path> intakePublicKey();

    /** File of the ids that were forced to disk, for outage drills. */
    Optional<Path> durableIds();

    /**
     * Holds written bytes back in memory until they are forced, so that a kill costs what a power
     * cut would; for outage drills.
     */
    @WithDefault("false")
    boolean holdBackUnforced();

    /** What becomes of an event until Kafka has it. */
    enum Mode {
        /** In memory; sent once, dropped where Kafka does not take it. */
        BESTEFFORT,
        /** On disk within the force interval; requests do not wait for it. */
        SPOOL,
        /** On disk before the request ends; a request that cannot be recorded fails. */
        SYNC
    }

    /** Where a gateway runs. */
    enum Zone {
        PUBLIC,
        PRIVATE
    }
}
