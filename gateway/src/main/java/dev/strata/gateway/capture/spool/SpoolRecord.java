package dev.strata.gateway.capture.spool;

import com.google.protobuf.ByteString;

/**
 * A record that was forced, and where it lies.
 *
 * @param segment number of its segment
 * @param position of its frame in the segment, in bytes
 * @param bytes as they were appended
 */
public record SpoolRecord(long segment, long position, Kind kind, ByteString bytes) {
    /** Where to find the record again. */
    public Place place() {
        return new Place(segment, position);
    }

    /** Where a record lies. */
    public record Place(long segment, long position) {}
}
