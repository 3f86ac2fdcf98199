package dev.strata.feed.dataset;

import com.jerolba.carpet.CarpetWriter;
import com.jerolba.carpet.io.FileSystemOutputFile;
import dev.strata.feed.mix.Split;
import dev.strata.feed.shape.Shape;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** One shape of one split, as JSON lines and as Parquet with the same rows. One thread. */
final class ShapeFile implements Closeable {
    private static final long ROW_GROUP_BYTES = 16L << 20;

    private final Path parquet;
    private final RowFile lines;
    private final CarpetWriter<Object> columns;
    private long rows;

    private ShapeFile(Path parquet, RowFile lines, CarpetWriter<Object> columns) {
        this.parquet = parquet;
        this.lines = lines;
        this.columns = columns;
    }

    static ShapeFile create(Path folder, Shape shape, Split split) throws IOException {
        String name = "%s-%s".formatted(shape.label(), split.label());
        Path parquet = folder.resolve(name + ".parquet");
        @SuppressWarnings("unchecked")
        Class<Object> type = (Class<Object>) shape.type();
        RowFile lines = RowFile.create(folder, name + ".jsonl");
        try {
            return new ShapeFile(
                    parquet,
                    lines,
                    new CarpetWriter.Builder<>(new FileSystemOutputFile(parquet.toFile()), type)
                            .withCompressionCodec(CompressionCodecName.ZSTD)
                            .withRowGroupSize(ROW_GROUP_BYTES)
                            .build());
        } catch (IOException e) {
            lines.close();
            throw e;
        }
    }

    void append(Object row) throws IOException {
        lines.append(row);
        columns.write(row);
        rows++;
    }

    /** Makes both files survive a power cut, and says what is in them. */
    List<Manifest.FileEntry> finish() throws IOException {
        columns.close();
        ParquetFooter.settle(parquet);
        try (FileChannel file = FileChannel.open(parquet, StandardOpenOption.WRITE)) {
            file.force(true);
        }
        return List.of(
                lines.finish(),
                new Manifest.FileEntry(
                        String.valueOf(parquet.getFileName()),
                        rows,
                        Files.size(parquet),
                        DatasetJson.sha256(parquet)));
    }

    @Override
    public void close() throws IOException {
        try (lines) {
            columns.close();
        }
    }
}
