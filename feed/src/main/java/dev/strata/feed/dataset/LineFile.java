package dev.strata.feed.dataset;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The lines of a file as bytes, so many at a time. One thread. */
public final class LineFile implements AutoCloseable {
    private final InputStream in;
    private final byte[] block = new byte[1 << 16];
    private byte[] line = new byte[1 << 12];
    private int from;
    private int to;

    private LineFile(InputStream in) {
        this.in = in;
    }

    /** Opens {@code file}. */
    public static LineFile open(Path file) throws IOException {
        return new LineFile(new BufferedInputStream(Files.newInputStream(file), 1 << 16));
    }

    /** The next lines without their line feeds, at most {@code most}; empty at the end. */
    public List<byte[]> next(int most) throws IOException {
        List<byte[]> lines = new ArrayList<>(most);
        while (lines.size() < most) {
            byte[] one = next();
            if (one == null) {
                break;
            }
            lines.add(one);
        }
        return lines;
    }

    private byte @org.jspecify.annotations.Nullable [] next() throws IOException {
        int length = 0;
        while (true) {
            if (from == to) {
                to = Math.max(0, in.read(block));
                from = 0;
                if (to == 0) {
                    return length == 0 ? null : Arrays.copyOf(line, length);
                }
            }
            int end = from;
            while (end < to && block[end] != '\n') {
                end++;
            }
            int part = end - from;
            if (length + part > line.length) {
                line = Arrays.copyOf(line, 2 * (length + part));
            }
            System.arraycopy(block, from, line, length, part);
            length += part;
            from = end;
            if (end < to) {
                from++;
                return Arrays.copyOf(line, length);
            }
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
