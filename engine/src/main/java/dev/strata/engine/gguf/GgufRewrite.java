package dev.strata.engine.gguf;

import dev.strata.engine.EngineException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;

/**
 * A GGUF file that is another one with some tensors and some metadata changed. Used once, by one
 * thread; holds some megabytes, whatever the file's size.
 */
public final class GgufRewrite {
    private static final int PIECE_BYTES = 4 << 20;

    /** A tensor's new numbers. */
    public interface Change {
        /** How they are stored: F16 or Q8_0. */
        TensorType type();

        /** The numbers of a row of {@code tensor}. */
        float[] row(GgufTensor tensor, long row);
    }

    private final GgufFile source;
    private final Map<String, Change> changes = new LinkedHashMap<>();
    private final SequencedMap<String, Consumer<GgufOutput>> values = new LinkedHashMap<>();

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
        values.put(key, out -> out.text(key, text));
        return this;
    }

    /** Sets a metadata key to an unsigned number. */
    public GgufRewrite set(String key, int number) {
        values.put(key, out -> out.whole(key, number));
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
        GgufOutput out = new GgufOutput(source.alignment());
        for (String key : source.keys()) {
            if (!values.containsKey(key)) {
                out.entry(source.entry(key).toArray(ValueLayout.JAVA_BYTE));
            }
        }
        values.values().forEach(value -> value.accept(out));
        for (GgufTensor tensor : source.tensors()) {
            Change change = changes.get(tensor.name());
            List<Long> dimensions = tensor.dimensions();
            if (change == null) {
                out.tensor(
                        tensor.name(),
                        tensor.type(),
                        dimensions,
                        sink -> copy(sink, tensor.data()));
            } else {
                out.tensor(
                        tensor.name(),
                        change.type(),
                        dimensions,
                        sink -> encode(sink, tensor, change));
            }
        }
        out.write(target, progress);
    }

    private static void encode(GgufOutput.Sink sink, GgufTensor tensor, Change change)
            throws IOException {
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
                sink.write(piece.array(), piece.position());
                piece.clear();
            }
        }
    }

    private static void copy(GgufOutput.Sink sink, MemorySegment data) throws IOException {
        for (long at = 0; at < data.byteSize(); at += PIECE_BYTES) {
            long length = Math.min(PIECE_BYTES, data.byteSize() - at);
            byte[] bytes = data.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE);
            sink.write(bytes, bytes.length);
        }
    }
}
