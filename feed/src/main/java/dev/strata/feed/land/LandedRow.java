package dev.strata.feed.land;

import org.apache.parquet.io.api.Binary;

/**
 * A record as it landed.
 *
 * @param offset in its partition
 * @param type the CloudEvent's {@code ce_type}; empty where it had none
 * @param keyId the key that opens {@code content}; empty for a record that was erased before it
 *     landed
 * @param content the record's bytes, encrypted at their place
 */
public record LandedRow(long offset, String type, String keyId, Binary content) {
    /** What is authenticated with a record: where it was. */
    static String place(String topic, int partition, long offset) {
        return topic + "-" + partition + "-" + offset;
    }
}
