package dev.strata.engine.safetensors;

import dev.strata.engine.EngineException;
import dev.strata.engine.gguf.BadModel;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.Optional;
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
    private static final int MOST_AT_ONCE = Integer.MAX_VALUE - 8;
    private static final int PIECE_BYTES = 1 << 20;

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
    public Collection<SafetensorsHeader.Entry> entries() {
        return entries.values();
    }

    /** The description of the tensor called {@code name}, if there is one. */
    public Optional<SafetensorsHeader.Entry> find(String name) {
        return Optional.ofNullable(entries.get(name));
    }

    /**
     * The numbers of a tensor, in rows.
     *
     * @throws EngineException with BAD_MODEL where it is not there or has 2 GiB and more, or the
     *     file became shorter
     */
    public float[] numbers(String name) {
        SafetensorsHeader.Entry entry = entries.get(name);
        if (entry == null) {
            throw bad(path, "lacks a tensor", "'" + name + "'", entries.size() + " others");
        }
        if (entry.bytes() > MOST_AT_ONCE) {
            throw bad(
                    path,
                    "has a tensor that is too large to be read at once",
                    "at most " + MOST_AT_ONCE + " bytes",
                    "'" + name + "' with " + entry.bytes());
        }
        try {
            long at = dataStart + entry.offset();
            return entry.type().numbers(read(path, channel, at, (int) entry.bytes()));
        } catch (IOException e) {
            throw bad(path, "cannot be read", "a readable safetensors file", e);
        }
    }

    /**
     * The bytes of all tensors, mapped: an entry's place is its offset in them.
     *
     * @param arena that they live in
     * @throws EngineException with BAD_MODEL where the file cannot be mapped
     */
    public MemorySegment map(Arena arena) {
        try {
            return channel.map(
                    FileChannel.MapMode.READ_ONLY, dataStart, channel.size() - dataStart, arena);
        } catch (IOException e) {
            throw bad(path, "cannot be read", "a readable safetensors file", e);
        }
    }

    /**
     * Adds every byte of the open file to {@code digest}.
     *
     * @throws EngineException with BAD_MODEL where it cannot be read
     */
    public void digest(MessageDigest digest) {
        ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
        try {
            for (long at = 0, n; (n = channel.read(piece.clear(), at)) >= 0; at += n) {
                digest.update(piece.flip());
            }
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
                "safetensors file '" + path + "'",
                wrong,
                expected,
                got,
                "use a complete file of a supported kind");
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
