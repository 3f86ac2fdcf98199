package dev.strata.gateway.capture;

import java.util.Locale;

/** Why an event was dropped; a closed set, for the metrics. */
enum DropReason {
    /** More bytes wait in memory than may: the disk is slower than the traffic. */
    QUEUE_FULL,
    /** More bytes wait on disk than may: Kafka has been away for long. */
    SPOOL_FULL,
    /** The disk refused to write or to force. */
    SPOOL_FAILED,
    /** The event is longer than events may be. */
    TOO_LARGE,
    /** It waited on disk for longer than events may. */
    EXPIRED,
    /** Kafka did not take it, and mode {@code besteffort} sends once. */
    NOT_SENT,
    /** It can never be sent, and the dead-letter file is full or broken. */
    DEAD_LETTER_FULL,
    /** The gateway is stopping. */
    CLOSED;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
