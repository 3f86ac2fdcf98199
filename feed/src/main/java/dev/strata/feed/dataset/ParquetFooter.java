package dev.strata.feed.dataset;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.PageEncodingStats;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;

/**
 * The end of a Parquet file. parquet-java names the encodings of a column in the order of a hash
 * set of enum constants, whose hashes are another in each process.
 */
final class ParquetFooter {
    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
    private static final int TAIL_BYTES = Integer.BYTES + MAGIC.length;

    private ParquetFooter() {}

    /** Puts encodings in the order of their numbers, so that the same rows give the same bytes. */
    static void settle(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            int length = read(channel, channel.size() - TAIL_BYTES, TAIL_BYTES).getInt();
            long start = channel.size() - TAIL_BYTES - length;
            FileMetaData footer =
                    Util.readFileMetaData(
                            new ByteArrayInputStream(read(channel, start, length).array()));
            sort(footer);
            ByteArrayOutputStream sorted = new ByteArrayOutputStream(length);
            Util.writeFileMetaData(footer, sorted);
            ByteBuffer end =
                    ByteBuffer.allocate(sorted.size() + TAIL_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            end.put(sorted.toByteArray()).putInt(sorted.size()).put(MAGIC).flip();
            channel.truncate(start).position(start);
            while (end.hasRemaining()) {
                channel.write(end);
            }
        }
    }

    private static void sort(FileMetaData footer) {
        for (RowGroup group : present(footer.getRow_groups())) {
            for (ColumnChunk column : present(group.getColumns())) {
                ColumnMetaData data = column.getMeta_data();
                if (data != null) {
                    present(data.getEncodings()).sort(Comparator.naturalOrder());
                    present(data.getEncoding_stats())
                            .sort(
                                    Comparator.comparing(PageEncodingStats::getPage_type)
                                            .thenComparing(PageEncodingStats::getEncoding));
                }
            }
        }
    }

    private static <T> List<T> present(@Nullable List<T> list) {
        return list == null ? new ArrayList<>() : list;
    }

    private static ByteBuffer read(FileChannel channel, long from, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, from + bytes.position()) < 0) {
                throw new IOException("a Parquet file without its end");
            }
        }
        return bytes.flip();
    }
}
