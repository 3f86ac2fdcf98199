package dev.strata.gateway.capture.spool;

import java.io.IOException;

/** What became of a record that was appended. */
public sealed interface Append {
    /** Written; it survives a power cut after the next force. */
    record Written() implements Append {}

    /** The spool holds as many bytes as it may. */
    record Full() implements Append {}

    /** The record is longer than records may be. */
    record TooLarge(long bytes) implements Append {}

    /**
     * The disk refused.
     *
     * @param lost records appended before and not yet forced, which went with it
     */
    record Failed(IOException cause, int lost) implements Append {}
}
