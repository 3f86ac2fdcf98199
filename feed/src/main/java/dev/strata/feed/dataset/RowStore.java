package dev.strata.feed.dataset;

import dev.strata.feed.build.Row;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Rows on disk between two stages, in their order. One thread. */
public final class RowStore implements AutoCloseable {
    private static final int LINES_AT_ONCE = 1024;

    private final Path file;
    private final OutputStream out;
    private int count;

    private RowStore(Path file, OutputStream out) {
        this.file = file;
        this.out = out;
    }

    /** Takes in a row. */
    public interface Sink {
        /**
         * Once for each row, in order.
         *
         * @param number from 0
         */
        void accept(int number, Row row) throws IOException;
    }

    /** Takes in a row of a dataset. */
    public interface StoredSink {
        /** Once for each row, in order. */
        void accept(DatasetWriter.StoredRow row) throws IOException;
    }

    /** An empty store in a new file. */
    public static RowStore create(Path file) throws IOException {
        return new RowStore(
                file,
                new BufferedOutputStream(
                        Files.newOutputStream(file, StandardOpenOption.CREATE_NEW), 1 << 16));
    }

    /** How many rows. */
    public int count() {
        return count;
    }

    /** Appends a row. */
    public void add(Row row) throws IOException {
        out.write(DatasetJson.line(row).getBytes(StandardCharsets.UTF_8));
        out.write('\n');
        count++;
    }

    /** Reads all rows. */
    public void forEach(Sink sink) throws IOException {
        out.flush();
        int number = 0;
        try (LineFile lines = LineFile.open(file)) {
            for (List<byte[]> some = lines.next(LINES_AT_ONCE);
                    !some.isEmpty();
                    some = lines.next(LINES_AT_ONCE)) {
                for (byte[] line : some) {
                    sink.accept(number++, DatasetJson.read(line, Row.class));
                }
            }
        }
    }

    /** Reads the rows of a published dataset. */
    public static void readDataset(Path dataset, StoredSink sink) throws IOException {
        try (LineFile lines = LineFile.open(dataset.resolve(DatasetWriter.ROWS))) {
            for (List<byte[]> some = lines.next(LINES_AT_ONCE);
                    !some.isEmpty();
                    some = lines.next(LINES_AT_ONCE)) {
                for (byte[] line : some) {
                    sink.accept(DatasetJson.read(line, DatasetWriter.StoredRow.class));
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
