package dev.strata.feed.topic;

import java.util.Map;
import java.util.function.Consumer;

/** Records at offsets. One thread. */
public interface RecordSource {
    /**
     * What there is now, from {@code begin} on.
     *
     * @param begin offset by partition; a partition that is missing begins where the topic does
     */
    TopicRange snapshot(Map<Integer, Long> begin);

    /**
     * Reads {@code range}, partition by partition and in order of offset.
     *
     * @throws dev.strata.feed.error.FeedException NO_TOPIC where the source stops answering,
     *     INCONSISTENT where records that the range counts are gone
     */
    void read(TopicRange range, Consumer<TopicRecord> sink);
}
