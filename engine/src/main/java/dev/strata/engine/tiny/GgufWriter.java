package dev.strata.engine.tiny;

import dev.strata.engine.gguf.GgufBytes;
import dev.strata.engine.gguf.TensorType;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes a GGUF file, version 3. For small files: all is held in memory. Not thread-safe. */
final class GgufWriter {
    private static final int ALIGNMENT = 32;

    @SuppressWarnings("ArrayRecordComponent")
    private record Tensor(String name, TensorType type, int[] dimensions, byte[] data) {}

    private final GgufBytes metadata = new GgufBytes();
    private int keys;
    private final List<Tensor> tensors = new ArrayList<>();

    void string(String key, String value) {
        key(key, 8);
        metadata.text(value);
    }

    void uint32(String key, int value) {
        key(key, 4);
        metadata.i32(value);
    }

    void float32(String key, float value) {
        key(key, 6);
        metadata.i32(Float.floatToIntBits(value));
    }

    void bool(String key, boolean value) {
        key(key, 7);
        metadata.write(value ? 1 : 0);
    }

    void strings(String key, List<String> values) {
        array(key, 8, values.size());
        values.forEach(metadata::text);
    }

    void int32s(String key, int[] values) {
        array(key, 5, values.length);
        for (int value : values) {
            metadata.i32(value);
        }
    }

    void float32s(String key, float[] values) {
        array(key, 6, values.length);
        for (float value : values) {
            metadata.i32(Float.floatToIntBits(value));
        }
    }

    /** A matrix; a vector where {@code rows} is 1. */
    void tensor(String name, TensorType type, int rows, int columns, byte[] data) {
        tensor(name, type, rows == 1 ? new int[] {columns} : new int[] {columns, rows}, data);
    }

    /** A tensor of any number of dimensions, the fastest first. */
    void tensor(String name, TensorType type, int[] dimensions, byte[] data) {
        tensors.add(new Tensor(name, type, dimensions, data));
    }

    void writeTo(Path path) throws IOException {
        GgufBytes head = new GgufBytes();
        head.i32(0x46554747);
        head.i32(3);
        head.i64(tensors.size());
        head.i64(keys);
        head.writeBytes(metadata.toByteArray());
        long offset = 0;
        for (Tensor tensor : tensors) {
            head.text(tensor.name());
            head.i32(tensor.dimensions().length);
            for (int length : tensor.dimensions()) {
                head.i64(length);
            }
            head.i32(tensor.type().id());
            head.i64(offset);
            offset = aligned(offset + tensor.data().length);
        }
        try (OutputStream out = Files.newOutputStream(path)) {
            head.writeTo(out);
            out.write(new byte[(int) (aligned(head.size()) - head.size())]);
            for (Tensor tensor : tensors) {
                out.write(tensor.data());
                out.write(new byte[(int) (aligned(tensor.data().length) - tensor.data().length)]);
            }
        }
    }

    private void key(String key, int type) {
        keys++;
        metadata.text(key);
        metadata.i32(type);
    }

    private void array(String key, int type, int count) {
        key(key, 9);
        metadata.i32(type);
        metadata.i64(count);
    }

    private static long aligned(long bytes) {
        return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }
}
