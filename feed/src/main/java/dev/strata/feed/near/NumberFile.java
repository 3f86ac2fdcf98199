package dev.strata.feed.near;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Numbers appended to a file and read back through a mapping, so that the heap does not grow with
 * them. One thread while it is written; the file goes when it is closed.
 */
final class NumberFile implements AutoCloseable {
    private final FileChannel channel;
    private final ByteBuffer buffer;
    private long bytes;

    private NumberFile(FileChannel channel, int bufferBytes) {
        this.channel = channel;
        this.buffer = ByteBuffer.allocate(bufferBytes).order(ByteOrder.nativeOrder());
    }

    static NumberFile create(Path path, int bufferBytes) throws IOException {
        return new NumberFile(
                FileChannel.open(
                        path,
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.DELETE_ON_CLOSE),
                bufferBytes);
    }

    /** How much was appended. */
    long bytes() {
        return bytes;
    }

    void add(int value) throws IOException {
        room(Integer.BYTES);
        buffer.putInt(value);
        bytes += Integer.BYTES;
    }

    void add(long value) throws IOException {
        room(Long.BYTES);
        buffer.putLong(value);
        bytes += Long.BYTES;
    }

    void add(int[] values) throws IOException {
        for (int value : values) {
            add(value);
        }
    }

    private void room(int wanted) throws IOException {
        if (buffer.remaining() < wanted) {
            flush();
        }
    }

    private void flush() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        buffer.clear();
    }

    /** All that was appended, while {@code arena} lives; nothing may be appended later. */
    MemorySegment map(Arena arena) throws IOException {
        flush();
        return bytes == 0 ? MemorySegment.NULL : channel.map(MapMode.READ_ONLY, 0, bytes, arena);
    }

    /**
     * So many bytes of zero, mapped to be read and written while {@code arena} lives. They are
     * written first: a full disk is an IOException here, not a fault in the mapping.
     */
    MemorySegment mapZeros(long length, Arena arena) throws IOException {
        while (bytes < length) {
            add(0L);
        }
        flush();
        return channel.map(MapMode.READ_WRITE, 0, Math.max(1, length), arena);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
