package dev.strata.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.Timestamp;
import dev.strata.feed.build.Contents;
import dev.strata.feed.build.Zone;
import dev.strata.feed.dataset.DatasetFolder;
import dev.strata.feed.dataset.DatasetFolder.Found;
import dev.strata.feed.engine.LocalEngine;
import dev.strata.feed.index.IndexFile;
import dev.strata.feed.month.MonthSettings;
import dev.strata.proto.event.v1.TrafficEvent;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may not be kept longer leaves the feed in time. */
class RetentionTest {
    @TempDir Path folder;
    private final MemoryTopic topic = new MemoryTopic();

    private static TrafficEvent until(String id, String time) {
        return Events.asking(id, "What does report " + id + " say of the harvest?").toBuilder()
                .setDeleteAfter(
                        Timestamp.newBuilder().setSeconds(Instant.parse(time).getEpochSecond()))
                .build();
    }

    private Found build(String month) {
        try (DatasetFolder datasets = DatasetFolder.open(folder, Zone.PUBLIC)) {
            return new FeedBuild(
                            Zone.PUBLIC,
                            Optional.of(month),
                            new Contents(Optional.empty()),
                            false,
                            MonthSettings.standard(),
                            new LocalEngine())
                    .run(
                            new FeedBuild.Sources(topic, Optional.empty(), List.of()),
                            datasets,
                            new Progress(new PrintStream(OutputStream.nullOutputStream()), true));
        }
    }

    @Test
    void build_eventGoneBeforeTheNextDataset_neverEnters() {
        topic.add(until("1", "2026-11-30T23:59:59Z"));
        topic.add(until("2", "2026-12-01T00:00:01Z"));

        Found october = build("2026-10");

        assertEquals(1, october.manifest().rows());
        assertEquals(
                1L,
                october.manifest().stages().stream()
                        .mapToLong(s -> s.dropped().getOrDefault("expired", 0L))
                        .sum());
    }

    @Test
    void build_retainedRowWhoseTimeEnds_leavesWithAReason() {
        topic.add(until("1", "2026-12-15T00:00:00Z"));
        topic.add(until("2", "2028-01-01T00:00:00Z"));
        assertEquals(2, build("2026-10").manifest().rows());

        Found november = build("2026-11");

        assertEquals(1, november.manifest().rows());
        assertEquals(Map.of("expired", 1L), november.manifest().mix().retainedDropped());
    }

    @Test
    void build_rowWhoseTimeEnds_isNotRememberedInTheIndexEither() throws Exception {
        topic.add(until("1", "2026-12-15T00:00:00Z"));
        topic.add(until("2", "2028-01-01T00:00:00Z"));
        assertEquals(2, remembered(build("2026-10")));

        assertEquals(1, remembered(build("2026-11")));
    }

    private static int remembered(Found dataset) throws Exception {
        int[] entries = {0};
        IndexFile.read(dataset.path().resolve(IndexFile.NAME), _ -> entries[0]++);
        return entries[0];
    }
}
