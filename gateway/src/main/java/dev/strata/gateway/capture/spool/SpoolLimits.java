package dev.strata.gateway.capture.spool;

import java.time.Duration;

/**
 * How large and how old a spool may grow.
 *
 * @param maxBytes of all segments together
 * @param reservedBytes of these, kept for records that must not be refused (feedback)
 * @param segmentBytes a segment is closed at this size
 * @param segmentAge or at this age
 * @param maxAge a segment older than this is given up
 * @param maxRecordBytes longest record
 */
public record SpoolLimits(
        long maxBytes,
        long reservedBytes,
        long segmentBytes,
        Duration segmentAge,
        Duration maxAge,
        int maxRecordBytes) {
    public SpoolLimits {
        if (maxBytes < 1 || reservedBytes < 0 || reservedBytes >= maxBytes || segmentBytes < 1) {
            throw new IllegalArgumentException(
                    "spool limits make no sense: expected 0 <= reserved < max and a segment of at least 1 byte, got max %d, reserved %d, segment %d; correct strata.capture.spool-bytes"
                            .formatted(maxBytes, reservedBytes, segmentBytes));
        }
    }
}
