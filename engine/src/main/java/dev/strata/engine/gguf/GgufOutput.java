package dev.strata.engine.gguf;

import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleConsumer;

/**
 * A GGUF file of version 3 that is put together: its metadata in memory, its tensors' bytes asked
 * for when they are written. Used once, by one thread.
 */
public final class GgufOutput {
    private static final int MAGIC = 0x46554747;
    private static final int VERSION = 3;

    private final int alignment;
    private final GgufBytes metadata = new GgufBytes();
    private final List<Tensor> tensors = new ArrayList<>();
    private long keys;

    /** Takes bytes, in order. */
    public interface Sink {
        /** Writes the first {@code length} of {@code bytes}. */
        void write(byte[] bytes, int length) throws IOException;
    }

    /** Gives a tensor's bytes: as many as its type and its dimensions have. */
    public interface Data {
        void to(Sink sink) throws IOException;
    }

    private record Tensor(String name, TensorType type, List<Long> dimensions, Data data) {
        long bytes() {
            return type.bytes(dimensions.stream().reduce(1L, Math::multiplyExact));
        }
    }

    /** What the places of tensors' data are multiples of: 32 where the metadata does not say. */
    public GgufOutput(int alignment) {
        this.alignment = alignment;
    }

    /** Adds a key with its type and value as another file has them. */
    GgufOutput entry(byte[] entry) {
        keys++;
        metadata.writeBytes(entry);
        return this;
    }

    /** Adds a text. */
    public GgufOutput text(String key, String value) {
        key(key, GgufValue.STRING).text(value);
        return this;
    }

    /** Adds an unsigned number of 32 bits. */
    public GgufOutput whole(String key, int value) {
        key(key, GgufValue.UINT32).i32(value);
        return this;
    }

    /** Adds a 32-bit floating-point number. */
    public GgufOutput real(String key, float value) {
        key(key, GgufValue.FLOAT32).i32(Float.floatToIntBits(value));
        return this;
    }

    /** Adds a truth value. */
    public GgufOutput flag(String key, boolean value) {
        key(key, GgufValue.BOOL).write(value ? 1 : 0);
        return this;
    }

    /** Adds an array of texts. */
    public GgufOutput texts(String key, List<String> values) {
        array(key, GgufValue.STRING, values.size());
        values.forEach(metadata::text);
        return this;
    }

    /** Adds an array of numbers of 32 bits. */
    public GgufOutput wholes(String key, List<Integer> values) {
        array(key, GgufValue.INT32, values.size());
        values.forEach(metadata::i32);
        return this;
    }

    /** Adds an array of 32-bit floating-point numbers. */
    public GgufOutput reals(String key, List<Float> values) {
        array(key, GgufValue.FLOAT32, values.size());
        values.forEach(value -> metadata.i32(Float.floatToIntBits(value)));
        return this;
    }

    /**
     * Adds a tensor.
     *
     * @param dimensions the fastest first
     */
    public GgufOutput tensor(String name, TensorType type, List<Long> dimensions, Data data) {
        tensors.add(new Tensor(name, type, List.copyOf(dimensions), data));
        return this;
    }

    /**
     * Writes the file; it appears whole or not at all.
     *
     * @param target must not exist
     * @param progress receives the share of the tensors that is written, on this thread
     * @throws EngineException with INVALID_REQUEST where the target is taken, with RUNTIME where
     *     the disk refuses, with BAD_MODEL as the data says
     */
    public void write(Path target, DoubleConsumer progress) {
        try {
            if (Files.exists(target)) {
                throw new EngineException(
                        EngineError.INVALID_REQUEST,
                        "file '%s' is there already: expected a name that is free, got one that is taken; choose another or remove it"
                                .formatted(target));
            }
            Path folder = Optional.ofNullable(target.toAbsolutePath().getParent()).orElseThrow();
            Files.createDirectories(folder);
            requireRoom(folder);
            Path part = Files.createTempFile(folder, target.getFileName().toString(), ".part");
            try {
                try (FileChannel out = FileChannel.open(part, StandardOpenOption.WRITE)) {
                    write(out, progress);
                    out.force(true);
                }
                Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw new EngineException(
                    EngineError.RUNTIME,
                    "file '%s' cannot be written: expected room and permission, got %s; free space or choose another place"
                            .formatted(target, e),
                    e);
        }
    }

    private void requireRoom(Path folder) throws IOException {
        long needed = tensors.stream().mapToLong(tensor -> aligned(tensor.bytes())).sum();
        long usable = Files.getFileStore(folder).getUsableSpace();
        if (usable < needed) {
            throw new IOException(
                    "%,d bytes free of %,d that are needed".formatted(usable, needed));
        }
    }

    private void write(FileChannel out, DoubleConsumer progress) throws IOException {
        Sink sink = (bytes, length) -> writeAll(out, bytes, length);
        byte[] head = head();
        sink.write(head, head.length);
        pad(sink, head.length);
        for (int i = 0; i < tensors.size(); i++) {
            Tensor tensor = tensors.get(i);
            long start = out.position();
            tensor.data().to(sink);
            if (out.position() - start != tensor.bytes()) {
                throw new IllegalStateException("tensor '" + tensor.name() + "' has other bytes");
            }
            pad(sink, tensor.bytes());
            progress.accept((i + 1.0) / tensors.size());
        }
    }

    private byte[] head() {
        GgufBytes head = new GgufBytes();
        head.i32(MAGIC);
        head.i32(VERSION);
        head.i64(tensors.size());
        head.i64(keys);
        head.writeBytes(metadata.toByteArray());
        long offset = 0;
        for (Tensor tensor : tensors) {
            head.text(tensor.name());
            head.i32(tensor.dimensions().size());
            tensor.dimensions().forEach(head::i64);
            head.i32(tensor.type().id());
            head.i64(offset);
            offset = aligned(offset + tensor.bytes());
        }
        return head.toByteArray();
    }

    private void pad(Sink sink, long written) throws IOException {
        int length = (int) (aligned(written) - written);
        sink.write(new byte[length], length);
    }

    private long aligned(long bytes) {
        return Math.ceilDiv(bytes, alignment) * alignment;
    }

    private GgufBytes key(String key, int type) {
        keys++;
        metadata.text(key);
        metadata.i32(type);
        return metadata;
    }

    private void array(String key, int type, int count) {
        key(key, GgufValue.ARRAY).i32(type);
        metadata.i64(count);
    }

    private static void writeAll(FileChannel out, byte[] bytes, int length) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(bytes, 0, length);
        while (left.hasRemaining()) {
            out.write(left);
        }
    }
}
