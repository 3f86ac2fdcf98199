package dev.strata.engine.layout;

import dev.strata.engine.gguf.TensorType;
import java.nio.ByteBuffer;

/** Some numbers of a vector, as F32. */
record Stretch(Weight all, int from, int columns) implements Weight {
    @Override
    public long rows() {
        return 1;
    }

    @Override
    public TensorType type() {
        return TensorType.F32;
    }

    @Override
    public void row(long row, ByteBuffer out) {
        float[] numbers = all.numbers(0);
        for (int i = 0; i < columns; i++) {
            out.putFloat(numbers[from + i]);
        }
    }
}
