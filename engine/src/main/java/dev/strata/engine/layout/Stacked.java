package dev.strata.engine.layout;

import dev.strata.engine.gguf.TensorType;
import java.nio.ByteBuffer;
import java.util.List;

/** Weights one below the other; as F32 where they are not all of one type. */
final class Stacked implements Weight {
    private final List<Weight> parts;
    private final TensorType type;
    private final long rows;

    /**
     * @param parts of equal width, at least one
     */
    Stacked(List<Weight> parts) {
        this.parts = List.copyOf(parts);
        TensorType first = parts.getFirst().type();
        this.type = parts.stream().allMatch(part -> part.type() == first) ? first : TensorType.F32;
        this.rows = parts.stream().mapToLong(Weight::rows).sum();
    }

    @Override
    public long rows() {
        return rows;
    }

    @Override
    public int columns() {
        return parts.getFirst().columns();
    }

    @Override
    public TensorType type() {
        return type;
    }

    @Override
    public void row(long row, ByteBuffer out) {
        long within = row;
        for (Weight part : parts) {
            if (within < part.rows()) {
                put(part, within, out);
                return;
            }
            within -= part.rows();
        }
        throw new IndexOutOfBoundsException(row);
    }

    private void put(Weight part, long row, ByteBuffer out) {
        if (part.type() == type) {
            part.row(row, out);
            return;
        }
        for (float number : part.numbers(row)) {
            out.putFloat(number);
        }
    }
}
