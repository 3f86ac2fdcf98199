package dev.strata.feed.dataset;

import dev.strata.feed.build.Row;
import dev.strata.feed.build.Zone;
import dev.strata.feed.error.FeedException;
import dev.strata.feed.mix.Split;
import dev.strata.feed.shape.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes the rows of one dataset into a folder that nobody reads yet. One thread. */
public final class DatasetWriter implements AutoCloseable {
    /** All rows with all that is known of them; what the next month goes on from. */
    public static final String ROWS = "rows.jsonl";

    private final Zone zone;
    private final DatasetFolder.Draft draft;
    private final String teacher;
    private final RowFile rows;
    private final Map<String, ShapeFile> shapes = new TreeMap<>();

    /** A row and what it is used for, as {@link #ROWS} holds it. */
    public record StoredRow(Split split, Row row) {}

    DatasetWriter(Zone zone, DatasetFolder.Draft draft, String teacher) throws IOException {
        this.zone = zone;
        this.draft = draft;
        this.teacher = teacher;
        this.rows = RowFile.create(draft.path(), ROWS);
    }

    /**
     * Appends a row in each shape that it has.
     *
     * @throws FeedException INCONSISTENT for a private row in the public zone: the rules before
     *     this are wrong, and nothing may be published
     */
    public void append(Row row, Split split) {
        if (zone == Zone.PUBLIC && !row.isPublic()) {
            throw new FeedException(
                    FeedException.Code.INCONSISTENT,
                    "event '%s' is not public: expected public rows alone in a dataset of the public zone, got %s; nothing was published"
                            .formatted(row.provenance().eventId(), row.provenance().dataClass()));
        }
        try {
            rows.append(new StoredRow(split, row));
            for (Shape shape : Shape.values()) {
                for (Object one : shape.of(row, teacher)) {
                    file(shape, split).append(one);
                }
            }
        } catch (IOException e) {
            throw DatasetFolder.refused(draft.path(), e);
        }
    }

    /** Makes the rows durable and says what was written. */
    public List<Manifest.FileEntry> finish() {
        try {
            List<Manifest.FileEntry> entries = new ArrayList<>();
            entries.add(rows.finish());
            for (ShapeFile file : shapes.values()) {
                entries.addAll(file.finish());
            }
            return entries;
        } catch (IOException e) {
            throw DatasetFolder.refused(draft.path(), e);
        }
    }

    /** Adds a file that somebody else wrote into the draft. */
    public static Manifest.FileEntry entry(DatasetFolder.Draft draft, String name, long rows) {
        Path file = draft.path().resolve(name);
        try {
            return new Manifest.FileEntry(name, rows, Files.size(file), DatasetJson.sha256(file));
        } catch (IOException e) {
            throw DatasetFolder.refused(file, e);
        }
    }

    private ShapeFile file(Shape shape, Split split) throws IOException {
        String name = shape.label() + "-" + split.label();
        ShapeFile file = shapes.get(name);
        if (file == null) {
            file = ShapeFile.create(draft.path(), shape, split);
            shapes.put(name, file);
        }
        return file;
    }

    @Override
    public void close() {
        try {
            rows.close();
            for (ShapeFile file : shapes.values()) {
                file.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
