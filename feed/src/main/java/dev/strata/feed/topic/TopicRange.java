package dev.strata.feed.topic;

import java.util.List;

/**
 * A stretch of a topic, partition by partition.
 *
 * @param clusterId of the Kafka cluster
 * @param topicId of the topic; a topic made anew under the same name has another
 */
public record TopicRange(String clusterId, String topic, String topicId, List<Offsets> partitions) {
    public TopicRange {
        partitions = List.copyOf(partitions);
    }

    /**
     * Offsets {@code [from, to)} of one partition.
     *
     * @param missing of these, already deleted by the topic's retention when the range was taken
     */
    public record Offsets(int partition, long from, long to, long missing) {
        /** How many records there may be. */
        public long size() {
            return to - from - missing;
        }
    }

    /** How many records there may be. */
    public long size() {
        return partitions.stream().mapToLong(Offsets::size).sum();
    }

    /** How many records retention deleted before they were read. */
    public long missing() {
        return partitions.stream().mapToLong(Offsets::missing).sum();
    }
}
