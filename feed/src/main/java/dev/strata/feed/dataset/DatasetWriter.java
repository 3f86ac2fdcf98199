package dev.strata.feed.dataset;

import dev.strata.feed.build.Row;
import dev.strata.feed.build.Zone;
import dev.strata.feed.error.FeedException;
import dev.strata.proto.event.v1.DataClass;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Writes the rows of one dataset into a folder that nobody reads yet. One thread. */
public final class DatasetWriter implements AutoCloseable {
    private final Zone zone;
    private final DatasetFolder.Draft draft;
    private final RowFile rows;
    private final RowFile provenance;

    /** What a trainer reads of a row. */
    private record ChatRow(List<Row.Turn> messages) {}

    DatasetWriter(Zone zone, DatasetFolder.Draft draft) throws IOException {
        this.zone = zone;
        this.draft = draft;
        this.rows = RowFile.create(draft.path(), "train.jsonl");
        this.provenance = RowFile.create(draft.path(), "provenance.jsonl");
    }

    /**
     * Appends a row to the data and to its sidecar; line n of one belongs to line n of the other.
     *
     * @throws FeedException INCONSISTENT for a private row in the public zone: the rules before
     *     this are wrong, and nothing may be published
     */
    public void append(Row row) {
        if (zone == Zone.PUBLIC && row.dataClass() != DataClass.DATA_CLASS_PUBLIC) {
            throw new FeedException(
                    FeedException.Code.INCONSISTENT,
                    "event '%s' is not public: expected public rows alone in a dataset of the public zone, got %s; nothing was published"
                            .formatted(row.provenance().eventId(), row.dataClass()));
        }
        try {
            rows.append(new ChatRow(row.messages()));
            provenance.append(row.provenance());
        } catch (IOException e) {
            throw DatasetFolder.refused(draft.path(), e);
        }
    }

    /** Makes the rows durable and says what was written. */
    public List<Manifest.FileEntry> finish() {
        try {
            return List.of(rows.finish(), provenance.finish());
        } catch (IOException e) {
            throw DatasetFolder.refused(draft.path(), e);
        }
    }

    @Override
    public void close() {
        try {
            rows.close();
            provenance.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
