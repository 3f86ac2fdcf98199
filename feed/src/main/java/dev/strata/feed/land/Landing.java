package dev.strata.feed.land;

import com.jerolba.carpet.CarpetWriter;
import com.jerolba.carpet.io.FileSystemOutputFile;
import dev.strata.feed.build.Permissions;
import dev.strata.feed.build.RowBuilder;
import dev.strata.feed.dataset.DatasetFolder;
import dev.strata.feed.topic.RecordSource;
import dev.strata.feed.topic.TopicRange;
import dev.strata.feed.topic.TopicRecord;
import dev.strata.proto.event.v1.TrafficEvent;
import dev.strata.seal.shred.ContentKey;
import dev.strata.seal.shred.KeyOwner;
import dev.strata.seal.shred.KeyStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Binary;

/**
 * Takes what a topic holds since the last landing into files, each record under the key of its
 * subject, or of its conversation. A killed run goes on where the last whole file ends. One thread.
 */
public final class Landing {
    private static final KeyOwner NOBODY =
            new KeyOwner("", KeyOwner.Kind.CONVERSATION, "records that do not decode");

    private final LandedFolder folder;
    private final KeyStore keys;
    private final Permissions permissions;
    private final Unsealing unsealing;
    private final long recordsPerFile;
    private long landed;
    private long erased;

    /**
     * @param permissions events that were erased before they landed leave nothing
     * @param recordsPerFile at most
     */
    public Landing(
            LandedFolder folder,
            KeyStore keys,
            Permissions permissions,
            Unsealing unsealing,
            long recordsPerFile) {
        this.folder = folder;
        this.keys = keys;
        this.permissions = permissions;
        this.unsealing = unsealing;
        this.recordsPerFile = recordsPerFile;
    }

    /** Records that landed. */
    public long landed() {
        return landed;
    }

    /** Records that were erased before they landed. */
    public long erased() {
        return erased;
    }

    /** Lands all that {@code source} holds now and did not land before. */
    public void run(RecordSource source, YearMonth month) {
        Map<Integer, Long> begins = new HashMap<>();
        folder.range().partitions().forEach(p -> begins.put(p.partition(), p.to()));
        TopicRange range = source.snapshot(begins);
        folder.requireOrigin(range);
        for (TopicRange.Offsets all : range.partitions()) {
            long from = all.from();
            while (from < all.to()) {
                long missing = from == all.from() ? all.missing() : 0;
                long to = Math.min(all.to(), from + missing + recordsPerFile);
                land(
                        source,
                        new TopicRange(
                                range.clusterId(),
                                range.topic(),
                                range.topicId(),
                                List.of(
                                        new TopicRange.Offsets(
                                                all.partition(), from, to, missing))),
                        month);
                from = to;
            }
        }
    }

    private void land(RecordSource source, TopicRange one, YearMonth month) {
        TopicRange.Offsets offsets = one.partitions().getFirst();
        String name =
                LandedFile.name(
                        offsets.partition(), offsets.from(), offsets.to(), offsets.missing());
        try {
            Path draft = folder.draft(name, month);
            try (CarpetWriter<LandedRow> rows =
                    new CarpetWriter.Builder<>(
                                    new FileSystemOutputFile(draft.toFile()), LandedRow.class)
                            .withCompressionCodec(CompressionCodecName.UNCOMPRESSED)
                            .build()) {
                source.read(one, record -> write(rows, record));
            }
            // A file must never be there without the keys that open it.
            keys.force();
            folder.publish(draft, draft.resolveSibling(name));
        } catch (IOException e) {
            throw DatasetFolder.refused(Path.of(name), e);
        } catch (UncheckedIOException e) {
            throw DatasetFolder.refused(Path.of(name), new IOException(e));
        }
    }

    private void write(CarpetWriter<LandedRow> rows, TopicRecord record) {
        try {
            rows.write(row(record));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private LandedRow row(TopicRecord record) {
        Optional<TrafficEvent> event = RowBuilder.decode(record);
        if (event.filter(permissions::isErased).isPresent()) {
            erased++;
            return new LandedRow(record.offset(), "", "", Binary.EMPTY);
        }
        landed++;
        ContentKey key = keys.keyFor(event.map(KeyOwner::of).orElse(NOBODY));
        byte[] plain =
                event.map(unsealing::open)
                        .map(TrafficEvent::toByteArray)
                        .orElseGet(() -> record.value().toByteArray());
        String place = LandedRow.place(folder.topic(), record.partition(), record.offset());
        return new LandedRow(
                record.offset(),
                record.type().orElse(""),
                key.id(),
                Binary.fromConstantByteArray(key.encrypt(plain, place)));
    }
}
