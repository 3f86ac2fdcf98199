package dev.strata.feed;

import com.google.protobuf.ByteString;
import dev.strata.feed.topic.RecordSource;
import dev.strata.feed.topic.TopicRange;
import dev.strata.feed.topic.TopicRecord;
import dev.strata.proto.event.v1.TrafficEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A topic of two partitions in memory. */
public final class MemoryTopic implements RecordSource {
    private final List<List<TopicRecord>> partitions =
            List.of(new ArrayList<>(), new ArrayList<>());
    private final String name;
    private String topicId = "topic-1";
    private long deleted;
    private int readsUntilCut = Integer.MAX_VALUE;

    public MemoryTopic() {
        this("traffic.v1");
    }

    public MemoryTopic(String name) {
        this.name = name;
    }

    public MemoryTopic add(TrafficEvent event) {
        return add(Optional.of("dev.strata.traffic.v1"), event.toByteString());
    }

    public MemoryTopic add(Optional<String> type, ByteString value) {
        int partition = (partitions.get(0).size() + partitions.get(1).size()) % 2;
        List<TopicRecord> log = partitions.get(partition);
        log.add(new TopicRecord(partition, log.size(), type, value));
        return this;
    }

    public void makeAnew() {
        topicId = "topic-2";
    }

    /** Deletes the first records of partition 0, as retention does. */
    public void delete(long count) {
        deleted = count;
    }

    public void cutAfter(int reads) {
        readsUntilCut = reads;
    }

    @Override
    public TopicRange snapshot(Map<Integer, Long> begin) {
        List<TopicRange.Offsets> offsets = new ArrayList<>();
        for (int p = 0; p < 2; p++) {
            long start = p == 0 ? deleted : 0;
            long from = begin.getOrDefault(p, start);
            long to = partitions.get(p).size();
            offsets.add(
                    new TopicRange.Offsets(p, from, to, Math.max(0, Math.min(start, to) - from)));
        }
        return new TopicRange("cluster-1", name, topicId, offsets);
    }

    @Override
    public void read(TopicRange range, Consumer<TopicRecord> sink) {
        for (TopicRange.Offsets one : range.partitions()) {
            for (long i = one.from() + one.missing(); i < one.to(); i++) {
                if (readsUntilCut-- == 0) {
                    throw new IllegalStateException("cut");
                }
                sink.accept(partitions.get(one.partition()).get((int) i));
            }
        }
    }
}
