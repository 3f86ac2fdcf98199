package dev.strata.engine.layout;

import dev.strata.engine.gguf.TensorType;
import java.nio.ByteBuffer;

/**
 * Whole numbers of 8 bits with one scale, or one for each row, as {@code MatMulInteger} multiplies
 * by them: a weight is {@code (code - zero) * scale}. Becomes Q8_0 where codes are centred, else
 * F32.
 */
final class ByteWeight implements Weight {
    private static final int GROUP = 32;

    private final Codes codes;
    private final int columns;
    private final boolean signed;
    private final float[] scales;
    private final int[] zeros;
    private final TensorType type;
    private final byte[] row;

    /** Gives the codes of a row. */
    interface Codes {
        void row(long row, byte[] codes);
    }

    private final long rows;

    /**
     * @param scales one, or one for each row
     * @param zeros one, or one for each row
     */
    ByteWeight(Codes codes, long rows, int columns, boolean signed, float[] scales, int[] zeros) {
        this.codes = codes;
        this.rows = rows;
        this.columns = columns;
        this.signed = signed;
        this.scales = scales;
        this.zeros = zeros;
        this.row = new byte[columns];
        boolean centred = columns % GROUP == 0;
        for (int zero : zeros) {
            centred &= zero == (signed ? 0 : 128);
        }
        this.type = centred ? TensorType.Q8_0 : TensorType.F32;
    }

    @Override
    public long rows() {
        return rows;
    }

    @Override
    public int columns() {
        return columns;
    }

    @Override
    public TensorType type() {
        return type;
    }

    @Override
    public void row(long index, ByteBuffer out) {
        codes.row(index, row);
        float scale = scales[scales.length == 1 ? 0 : (int) index];
        int zero = zeros[zeros.length == 1 ? 0 : (int) index];
        for (int i = 0; i < columns; i++) {
            int number = (signed ? row[i] : Byte.toUnsignedInt(row[i])) - zero;
            if (type == TensorType.F32) {
                out.putFloat(number * scale);
                continue;
            }
            if (i % GROUP == 0) {
                out.putShort(Float.floatToFloat16(scale));
            }
            out.put((byte) number);
        }
    }
}
