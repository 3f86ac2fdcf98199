package dev.strata.gateway.capture.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One file of the spool: magic and version (4 bytes), time of creation (8, milliseconds), frames.
 *
 * <p>State of one segment only; the {@link Spool} guards it with its own lock.
 */
final class Segment {
    static final int HEADER_BYTES = 12;
    private static final int MAGIC = 0x53505301;
    private static final String SUFFIX = ".seg";

    final long number;
    final Instant created;
    // Bytes that readers may read: all of them forced.
    long durableEnd;
    // Bytes appended.
    long end;
    // Where the next record is read.
    long readAt = HEADER_BYTES;
    int unsettled;
    // Appended, not yet forced.
    int pending;
    boolean closed;
    Disk.@Nullable In reader;

    Segment(long number, Instant created, long end, boolean closed) {
        this.number = number;
        this.created = created;
        this.end = end;
        this.durableEnd = end;
        this.closed = closed;
    }

    static String name(long number) {
        return "%016d%s".formatted(number, SUFFIX);
    }

    String name() {
        return name(number);
    }

    static Optional<Long> numberOf(String name) {
        return name.matches("\\d{16}\\.seg")
                ? Optional.of(Long.parseLong(name.substring(0, 16)))
                : Optional.empty();
    }

    static ByteBuffer header(Instant created) {
        return ByteBuffer.allocate(HEADER_BYTES)
                .putInt(MAGIC)
                .putLong(created.toEpochMilli())
                .flip();
    }

    /** A segment of an earlier run, up to where a cut fell; empty where nothing of it is whole. */
    static Optional<Segment> recover(Disk disk, long number) throws IOException {
        try (Disk.In in = disk.open(name(number))) {
            ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
            in.read(header, 0);
            if (header.hasRemaining() || header.getInt(0) != MAGIC) {
                return Optional.empty();
            }
            long size = in.size();
            long end = HEADER_BYTES;
            for (Optional<Frame> frame = Frame.read(in, end, size);
                    frame.isPresent();
                    frame = Frame.read(in, end, size)) {
                end += Frame.sizeOf(frame.get().bytes().size());
            }
            Instant created = Instant.ofEpochMilli(header.getLong(4));
            return end == HEADER_BYTES
                    ? Optional.empty()
                    : Optional.of(new Segment(number, created, end, true));
        }
    }

    boolean hasUnread() {
        return readAt < durableEnd;
    }

    /** True once nothing of it is left to do. */
    boolean finished() {
        return closed && !hasUnread() && unsettled == 0;
    }

    boolean isEmpty() {
        return end == HEADER_BYTES;
    }

    Disk.In reader(Disk disk) throws IOException {
        Disk.In open = reader;
        if (open == null) {
            open = disk.open(name());
            reader = open;
        }
        return open;
    }

    void closeReader() throws IOException {
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }
}
