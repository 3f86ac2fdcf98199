package dev.strata.engine.importer;

import dev.strata.engine.gguf.GgufTensor;

/**
 * Rounds a stack of matrices to 8 bits, to the nearest, with one scale a row, and transposes it.
 *
 * <p>Holds the whole stack: some tens of megabytes. One thread.
 */
final class ColumnEncoder {
    private static final int TILE = 64; // rows whose codes fill a cache line of each column

    private final int rows;
    private final int columns;
    private final byte[] codes;
    private final float[] scales;

    ColumnEncoder(ColumnWeights weights) {
        this.rows = weights.rows();
        this.columns = weights.columns();
        this.codes = new byte[Math.multiplyExact(rows, columns)];
        this.scales = new float[rows];
        int base = 0;
        for (Matrix matrix : weights.matrices()) {
            encode(matrix, base);
            base += Math.toIntExact(matrix.tensor().rows());
        }
    }

    /** s8[columns, rows]; not copied. */
    byte[] codes() {
        return codes;
    }

    /** f32[rows]; not copied. */
    float[] scales() {
        return scales;
    }

    private void encode(Matrix matrix, int base) {
        GgufTensor tensor = matrix.tensor();
        byte[] blocks = new byte[tensor.rowBytes()];
        float[] numbers = new float[columns];
        byte[][] tile = new byte[TILE][columns];
        for (int from = 0; from < tensor.rows(); from += TILE) {
            int count = (int) Math.min(TILE, tensor.rows() - from);
            for (int i = 0; i < count; i++) {
                tensor.read(matrix.source(from + i), 1, blocks);
                tensor.type().dequantise(blocks, 0, columns, numbers);
                scales[base + from + i] = round(numbers, tile[i]);
            }
            for (int column = 0; column < columns; column++) {
                int at = column * rows + base + from;
                for (int i = 0; i < count; i++) {
                    codes[at + i] = tile[i][column];
                }
            }
        }
    }

    /** Gives the scale, which is no finite number where a number is none. */
    private static float round(float[] numbers, byte[] rounded) {
        float largest = 0;
        for (float number : numbers) {
            largest = Math.max(largest, Math.abs(number));
        }
        float inverse = largest == 0 ? 0 : 127 / largest;
        for (int i = 0; i < numbers.length; i++) {
            rounded[i] = (byte) Math.round(numbers[i] * inverse);
        }
        return largest == 0 ? 1 : largest / 127;
    }
}
