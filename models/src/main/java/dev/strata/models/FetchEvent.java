package dev.strata.models;

import java.nio.file.Path;

/** A step of fetching one model. */
public sealed interface FetchEvent {
    /** A source is being asked. */
    record Trying(Source source) implements FetchEvent {}

    /**
     * Bytes came.
     *
     * @param done bytes that are here, those of an earlier try included
     * @param total bytes of the whole file
     */
    record Advanced(long done, long total) implements FetchEvent {}

    /** A source could not give the file, and why. */
    record Passed(Source source, String why) implements FetchEvent {}

    /** All bytes are here and their checksum is being computed. */
    record Checking() implements FetchEvent {}

    /**
     * The file is in the store.
     *
     * @param fetched false where it was there before
     */
    record Ready(Path path, boolean fetched) implements FetchEvent {}
}
