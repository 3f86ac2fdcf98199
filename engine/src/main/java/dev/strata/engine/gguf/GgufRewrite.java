package dev.strata.engine.gguf;

import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.DoubleConsumer;

/**
 * A GGUF file that is another one with some tensors and some metadata changed. Used once, by one
 * thread; holds some megabytes, whatever the file's size.
 */
public final class GgufRewrite {
    private static final int PIECE_BYTES = 4 << 20;
    private static final int TEXT = 8;
    private static final int UINT32 = 4;

    /** A tensor's new numbers. */
    public interface Change {
        /** How they are stored: F16 or Q8_0. */
        TensorType type();

        /** The numbers of a row of {@code tensor}. */
        float[] row(GgufTensor tensor, long row);
    }

    private final GgufFile source;
    private final Map<String, Change> changes = new LinkedHashMap<>();
    private final SequencedMap<String, byte[]> values = new LinkedHashMap<>();

    public GgufRewrite(GgufFile source) {
        this.source = source;
    }

    /** Has {@code tensor} rewritten. */
    public GgufRewrite change(String tensor, Change change) {
        changes.put(tensor, change);
        return this;
    }

    /** Sets a metadata key to a text. */
    public GgufRewrite set(String key, String text) {
        GgufBytes value = new GgufBytes();
        value.text(key);
        value.i32(TEXT);
        value.text(text);
        values.put(key, value.toByteArray());
        return this;
    }

    /** Sets a metadata key to an unsigned number. */
    public GgufRewrite set(String key, int number) {
        GgufBytes value = new GgufBytes();
        value.text(key);
        value.i32(UINT32);
        value.i32(number);
        values.put(key, value.toByteArray());
        return this;
    }

    /**
     * Writes the file; it appears whole or not at all.
     *
     * @param target must not exist
     * @param progress receives the share that is written, on this thread
     * @throws EngineException with RUNTIME where the disk refuses, with BAD_MODEL where a number
     *     does not fit its format
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
        long needed = 0;
        for (GgufTensor tensor : source.tensors()) {
            needed += aligned(bytes(tensor));
        }
        long usable = Files.getFileStore(folder).getUsableSpace();
        if (usable < needed) {
            throw new IOException(
                    "%,d bytes free of %,d that are needed".formatted(usable, needed));
        }
    }

    private TensorType type(GgufTensor tensor) {
        Change change = changes.get(tensor.name());
        return change == null ? tensor.type() : change.type();
    }

    private long bytes(GgufTensor tensor) {
        return type(tensor).bytes(tensor.elements());
    }

    private void write(FileChannel out, DoubleConsumer progress) throws IOException {
        GgufBytes head = head();
        writeAll(out, head.toByteArray(), head.size());
        pad(out, head.size());
        List<GgufTensor> tensors = source.tensors();
        for (int i = 0; i < tensors.size(); i++) {
            GgufTensor tensor = tensors.get(i);
            Change change = changes.get(tensor.name());
            if (change == null) {
                copy(out, tensor.data());
            } else {
                encode(out, tensor, change);
            }
            pad(out, bytes(tensor));
            progress.accept((i + 1.0) / tensors.size());
        }
    }

    private GgufBytes head() {
        List<String> kept = new ArrayList<>(source.keys());
        kept.removeAll(values.keySet());
        GgufBytes head = new GgufBytes();
        head.i32(0x46554747);
        head.i32(3);
        head.i64(source.tensors().size());
        head.i64(kept.size() + values.size());
        kept.forEach(key -> head.writeBytes(source.entry(key).toArray(ValueLayout.JAVA_BYTE)));
        values.values().forEach(head::writeBytes);
        long offset = 0;
        for (GgufTensor tensor : source.tensors()) {
            head.text(tensor.name());
            head.i32(tensor.dimensions().size());
            tensor.dimensions().forEach(head::i64);
            head.i32(type(tensor).id());
            head.i64(offset);
            offset = aligned(offset + bytes(tensor));
        }
        return head;
    }

    private void encode(FileChannel out, GgufTensor tensor, Change change) throws IOException {
        int rowBytes = Math.toIntExact(change.type().bytes(tensor.columns()));
        int most = Math.max(1, PIECE_BYTES / rowBytes);
        ByteBuffer piece = ByteBuffer.allocate(most * rowBytes).order(ByteOrder.LITTLE_ENDIAN);
        for (long row = 0; row < tensor.rows(); row++) {
            if (!BlockWriter.put(change.type(), change.row(tensor, row), piece)) {
                throw BadModel.of(
                        "tensor '" + tensor.name() + "'",
                        "cannot be stored as " + change.type(),
                        "finite numbers of 16 bits",
                        "another in row " + row,
                        "use another model or adapter");
            }
            if (!piece.hasRemaining() || row == tensor.rows() - 1) {
                writeAll(out, piece.array(), piece.position());
                piece.clear();
            }
        }
    }

    private static void copy(FileChannel out, MemorySegment data) throws IOException {
        for (long at = 0; at < data.byteSize(); at += PIECE_BYTES) {
            long length = Math.min(PIECE_BYTES, data.byteSize() - at);
            byte[] bytes = data.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE);
            writeAll(out, bytes, bytes.length);
        }
    }

    private void pad(FileChannel out, long written) throws IOException {
        int length = (int) (aligned(written) - written);
        writeAll(out, new byte[length], length);
    }

    private long aligned(long bytes) {
        return Math.ceilDiv(bytes, source.alignment()) * source.alignment();
    }

    private static void writeAll(FileChannel out, byte[] bytes, int length) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(bytes, 0, length);
        while (left.hasRemaining()) {
            out.write(left);
        }
    }
}
