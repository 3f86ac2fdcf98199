package dev.strata.engine.adapter;

import dev.strata.engine.EngineException;
import dev.strata.engine.gguf.BadModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.SequencedMap;

/**
 * A safetensors file, open: its header in memory, its numbers read when they are wanted.
 *
 * <p>All lengths and places are checked when the file is opened: nothing larger than the file is
 * ever allocated because the file says so. Not thread-safe. Source: the format's description in
 * huggingface/safetensors.
 */
public final class SafetensorsFile implements AutoCloseable {
    private static final int LENGTH_BYTES = 8;

    private final Path path;
    private final FileChannel channel;
    private final SequencedMap<String, SafetensorsHeader.Entry> entries;
    private final long dataStart;

    private SafetensorsFile(
            Path path,
            FileChannel channel,
            SequencedMap<String, SafetensorsHeader.Entry> entries,
            long dataStart) {
        this.path = path;
        this.channel = channel;
        this.entries = entries;
        this.dataStart = dataStart;
    }

    /**
     * Opens and checks a file.
     *
     * @throws EngineException with BAD_MODEL for a missing, truncated, corrupt or unsupported file
     */
    public static SafetensorsFile open(Path path) {
        FileChannel channel = null;
        try {
            channel = FileChannel.open(path, StandardOpenOption.READ);
            SafetensorsFile file = opened(path, channel);
            channel = null;
            return file;
        } catch (NoSuchFileException e) {
            throw bad(path, "is missing", "a safetensors file", "no file");
        } catch (IOException e) {
            throw bad(path, "cannot be read", "a readable safetensors file", e);
        } finally {
            closeQuietly(channel);
        }
    }

    private static SafetensorsFile opened(Path path, FileChannel channel) throws IOException {
        long size = channel.size();
        if (size < LENGTH_BYTES) {
            throw bad(path, "is truncated", "a header", size + " bytes");
        }
        long length = read(path, channel, 0, LENGTH_BYTES).getLong();
        long most = Math.min(size - LENGTH_BYTES, SafetensorsHeader.MOST_BYTES);
        if (length < 2 || length > most) {
            throw bad(path, "has a header of an odd length", "2 to " + most + " bytes", length);
        }
        byte[] header = read(path, channel, LENGTH_BYTES, (int) length).array();
        long start = LENGTH_BYTES + length;
        return new SafetensorsFile(
                path, channel, SafetensorsHeader.parse(path, header, size - start), start);
    }

    /** The tensors' descriptions, in the file's order. */
    Collection<SafetensorsHeader.Entry> entries() {
        return entries.values();
    }

    /**
     * The numbers of a tensor, in rows.
     *
     * @throws EngineException with BAD_MODEL where it is not there, or the file became shorter
     */
    float[] numbers(String name) {
        SafetensorsHeader.Entry entry = entries.get(name);
        if (entry == null) {
            throw bad(path, "lacks a tensor", "'" + name + "'", entries.size() + " others");
        }
        try {
            long at = dataStart + entry.offset();
            return entry.type().numbers(read(path, channel, at, Math.toIntExact(entry.bytes())));
        } catch (IOException e) {
            throw bad(path, "cannot be read", "a readable safetensors file", e);
        }
    }

    private static ByteBuffer read(Path path, FileChannel channel, long from, int length)
            throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, from + bytes.position()) < 0) {
                throw bad(path, "is truncated", from + length + " bytes", "its end before that");
            }
        }
        return bytes.flip();
    }

    static EngineException bad(Path path, String wrong, Object expected, Object got) {
        return BadModel.of(
                "adapter file '" + path + "'",
                wrong,
                expected,
                got,
                "use a complete adapter as PEFT saves it");
    }

    private static void closeQuietly(@org.jspecify.annotations.Nullable FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException _) {
            // It was opened for reading only: nothing is lost.
        }
    }

    @Override
    public void close() {
        closeQuietly(channel);
    }
}
