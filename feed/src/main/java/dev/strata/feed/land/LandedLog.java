package dev.strata.feed.land;

import com.google.protobuf.ByteString;
import com.jerolba.carpet.CarpetReader;
import com.jerolba.carpet.CloseableIterator;
import dev.strata.feed.build.RowBuilder;
import dev.strata.feed.error.FeedException;
import dev.strata.feed.error.FeedException.Code;
import dev.strata.feed.topic.RecordSource;
import dev.strata.feed.topic.TopicRange;
import dev.strata.feed.topic.TopicRecord;
import dev.strata.seal.shred.ContentKey;
import dev.strata.seal.shred.KeyStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What has landed, as the topic that it came from. One thread. */
public final class LandedLog implements RecordSource {
    private final LandedFolder folder;
    private final KeyStore keys;

    public LandedLog(LandedFolder folder, KeyStore keys) {
        this.folder = folder;
        this.keys = keys;
    }

    @Override
    public TopicRange snapshot(Map<Integer, Long> begin) {
        TopicRange all = folder.range();
        List<TopicRange.Offsets> offsets = new ArrayList<>();
        for (TopicRange.Offsets one : all.partitions()) {
            long from = begin.getOrDefault(one.partition(), one.from());
            if (from > one.to()) {
                throw new FeedException(
                        Code.INCONSISTENT,
                        "landed topic '%s' is shorter than the last dataset says: expected partition %d to reach %d, got %d; land first"
                                .formatted(all.topic(), one.partition(), from, one.to()));
            }
            offsets.add(
                    new TopicRange.Offsets(
                            one.partition(), from, one.to(), missing(one.partition(), from)));
        }
        return new TopicRange(all.clusterId(), all.topic(), all.topicId(), offsets);
    }

    /** Deleted by the topic's retention, or with the oldest files. */
    private long missing(int partition, long from) {
        long missing = 0;
        List<LandedFile> files = folder.files().getOrDefault(partition, List.of());
        for (LandedFile file : files) {
            missing += file.from() >= from ? file.missing() : 0;
        }
        return files.isEmpty() ? missing : missing + Math.max(0, files.getFirst().from() - from);
    }

    @Override
    public void read(TopicRange range, Consumer<TopicRecord> sink) {
        Map<Integer, List<LandedFile>> files = folder.files();
        for (TopicRange.Offsets one : range.partitions()) {
            for (LandedFile file : files.getOrDefault(one.partition(), List.of())) {
                if (file.to() > one.from() && file.from() < one.to()) {
                    read(file, one, sink);
                }
            }
        }
    }

    private void read(LandedFile file, TopicRange.Offsets wanted, Consumer<TopicRecord> sink) {
        try (CloseableIterator<LandedRow> rows =
                new CarpetReader<>(file.path().toFile(), LandedRow.class).iterator()) {
            while (rows.hasNext()) {
                LandedRow row = rows.next();
                if (row.offset() >= wanted.from() && row.offset() < wanted.to()) {
                    sink.accept(record(file.partition(), row));
                }
            }
        } catch (IOException e) {
            throw new FeedException(
                    Code.INCONSISTENT,
                    "landed file '%s' cannot be read: expected Parquet, got: %s; restore it"
                            .formatted(file.path(), e.getMessage()),
                    e);
        }
    }

    /** What was erased, before it landed or since, is a record without content. */
    private TopicRecord record(int partition, LandedRow row) {
        Optional<ContentKey> key =
                row.keyId().isEmpty() ? Optional.empty() : keys.find(row.keyId());
        if (key.isEmpty()) {
            return new TopicRecord(
                    partition, row.offset(), Optional.of(RowBuilder.ERASED_TYPE), ByteString.EMPTY);
        }
        String place = LandedRow.place(folder.topic(), partition, row.offset());
        return new TopicRecord(
                partition,
                row.offset(),
                Optional.of(row.type()).filter(type -> !type.isEmpty()),
                ByteString.copyFrom(key.get().decrypt(row.content().getBytes(), place)));
    }
}
