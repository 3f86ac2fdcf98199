package dev.strata.engine.importer;

import dev.strata.engine.gguf.GgufTensor;

/**
 * Rounds a stack of matrices to 8 bits, to the nearest, with one scale a row, and transposes it.
 *
 * <p>Holds the whole stack: some tens of megabytes, five times that where its output is turned. One
 * thread.
 */
final class ColumnEncoder {
    private static final int TILE = 64; // rows whose codes fill a cache line of each column

    /** Gives a row of a matrix, in the order that is wanted. */
    private interface Rows {
        void read(int row, float[] numbers);
    }

    private final int rows;
    private final int columns;
    private final Basis basis;
    private final byte[] codes;
    private final float[] scales;

    ColumnEncoder(ColumnWeights weights) {
        this.rows = weights.rows();
        this.columns = weights.columns();
        this.basis = weights.basis();
        this.codes = new byte[Math.multiplyExact(rows, columns)];
        this.scales = new float[rows];
        int base = 0;
        for (Matrix matrix : weights.matrices()) {
            int count = Math.toIntExact(matrix.tensor().rows());
            Rows source =
                    switch (basis) {
                        case Basis.Plain _, Basis.TurnedInput _ -> ofFile(matrix);
                        case Basis.TurnedOutput _ -> turned(ofFile(matrix), count);
                    };
            encode(source, count, base);
            base += count;
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

    private static Rows ofFile(Matrix matrix) {
        GgufTensor tensor = matrix.tensor();
        byte[] blocks = new byte[tensor.rowBytes()];
        return (row, numbers) -> {
            tensor.read(matrix.source(row), 1, blocks);
            tensor.type().dequantise(blocks, 0, numbers.length, numbers);
        };
    }

    private Rows turned(Rows source, int count) {
        float[][] all = new float[count][columns];
        for (int row = 0; row < count; row++) {
            source.read(row, all[row]);
        }
        Rotation.of(count).turn(all);
        return (row, numbers) -> System.arraycopy(all[row], 0, numbers, 0, columns);
    }

    private void encode(Rows source, int count, int base) {
        float[] numbers = new float[columns];
        float[][] tile = new float[columns][TILE];
        for (int from = 0; from < count; from += TILE) {
            int most = Math.min(TILE, count - from);
            for (int i = 0; i < most; i++) {
                source.read(from + i, numbers);
                for (int column = 0; column < columns; column++) {
                    tile[column][i] = numbers[column];
                }
            }
            switch (basis) {
                case Basis.Plain _ -> {}
                case Basis.TurnedInput(float[] factors) -> turn(tile, factors);
                case Basis.TurnedOutput(int spread) -> spread(tile, spread);
            }
            round(tile, most, base + from);
        }
    }

    private static void turn(float[][] tile, float[] factors) {
        for (int column = 0; column < factors.length; column++) {
            for (int i = 0; i < TILE; i++) {
                tile[column][i] *= factors[column];
            }
        }
        Rotation.of(factors.length).turn(tile);
    }

    private static void spread(float[][] tile, int count) {
        Rotation rotation = Rotation.of(count);
        float[][] neighbours = new float[count][];
        for (int from = 0; count > 1 && from < tile.length; from += count) {
            System.arraycopy(tile, from, neighbours, 0, count);
            rotation.turn(neighbours);
            System.arraycopy(neighbours, 0, tile, from, count);
        }
    }

    /** A scale is no finite number where a number is none. */
    private void round(float[][] tile, int count, int at) {
        float[] largest = new float[TILE];
        for (float[] column : tile) {
            for (int i = 0; i < count; i++) {
                largest[i] = Math.max(largest[i], Math.abs(column[i]));
            }
        }
        for (int i = 0; i < count; i++) {
            scales[at + i] = largest[i] == 0 ? 1 : largest[i] / 127;
            largest[i] = largest[i] == 0 ? 0 : 127 / largest[i];
        }
        for (int column = 0; column < columns; column++) {
            for (int i = 0; i < count; i++) {
                codes[column * rows + at + i] = (byte) Math.round(tile[column][i] * largest[i]);
            }
        }
    }
}
