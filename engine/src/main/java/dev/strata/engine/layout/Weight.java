package dev.strata.engine.layout;

import dev.strata.engine.gguf.GgufOutput;
import dev.strata.engine.gguf.PairedRows;
import dev.strata.engine.gguf.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A weight matrix of a folder, given row by row as a model file stores it; a vector is one row.
 * Holds buffers: one thread.
 */
interface Weight {
    int PIECE_BYTES = 4 << 20;

    long rows();

    int columns();

    /** How a model file stores it. */
    TensorType type();

    /** Appends the blocks of a row, little-endian. */
    void row(long row, ByteBuffer out);

    /** Rows {@code from} to before {@code from + count}. */
    default Weight slice(long from, long count) {
        return new Picked(this, count, row -> from + row);
    }

    /** Query or key rows as llama files have them. */
    default Weight paired(int heads) {
        return new Picked(this, rows(), row -> PairedRows.ofPairs(row, rows(), heads));
    }

    /** All rows, in order. */
    default void to(GgufOutput.Sink sink) throws IOException {
        int rowBytes = Math.toIntExact(type().bytes(columns()));
        int most = (int) Math.min(rows(), Math.max(1, PIECE_BYTES / rowBytes));
        ByteBuffer piece = ByteBuffer.allocate(most * rowBytes).order(ByteOrder.LITTLE_ENDIAN);
        for (long row = 0; row < rows(); row++) {
            row(row, piece);
            if (!piece.hasRemaining() || row == rows() - 1) {
                sink.write(piece.array(), piece.position());
                piece.clear();
            }
        }
    }

    /** The numbers of a row. */
    default float[] numbers(long row) {
        ByteBuffer blocks =
                ByteBuffer.allocate(Math.toIntExact(type().bytes(columns())))
                        .order(ByteOrder.LITTLE_ENDIAN);
        row(row, blocks);
        float[] numbers = new float[columns()];
        type().dequantise(blocks.array(), 0, columns(), numbers);
        return numbers;
    }

    /** Which row of another weight is wanted. */
    interface Order {
        long of(long row);
    }

    /** Some rows of another weight, in another order. */
    record Picked(Weight all, long rows, Order order) implements Weight {
        @Override
        public int columns() {
            return all.columns();
        }

        @Override
        public TensorType type() {
            return all.type();
        }

        @Override
        public void row(long row, ByteBuffer out) {
            all.row(order.of(row), out);
        }
    }
}
