package dev.strata.engine.layout;

import dev.strata.engine.gguf.TensorType;
import dev.strata.engine.graph.GraphTensor;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;

/**
 * A matrix in blocks of codes with a scale each, as {@code MatMulNBits} and {@code
 * GatherBlockQuantized} have it: a weight is {@code (code - zero) * scale}.
 *
 * <p>Blocks of a multiple of 32 keep their codes: 4 bits become Q4_0, with zeros of their own Q4_1,
 * 8 bits Q8_0; their scales are rounded to 16 bits where they have 32. All others become F32.
 */
final class BlockWeight implements Weight {
    private static final int GROUP = 32;

    private final GraphTensor codes;
    private final Scales scales;
    private final GraphTensor zeros;
    private final Form form;
    private final TensorType type;
    private final int[] row;

    /**
     * How the codes lie.
     *
     * @param bits of a code: 2, 4 or 8
     * @param block codes that share a scale
     * @param zero the code that means 0 where there are no zeros of their own
     * @param signed whether codes of 4 bits are signed
     */
    record Form(long rows, int columns, int bits, int block, int zero, boolean signed) {
        int blocks() {
            return (columns - 1) / block + 1;
        }

        /** Bytes of a row's codes. */
        int rowBytes() {
            return blocks() * block * bits / 8;
        }

        /** Bytes of a row's zeros. */
        int zeroBytes() {
            return (blocks() * bits + 7) / 8;
        }
    }

    /**
     * @param zeros of no elements where there are none
     */
    BlockWeight(Form form, GraphTensor codes, GraphTensor scales, GraphTensor zeros) {
        this.form = form;
        this.codes = codes;
        this.scales = new Scales(scales);
        this.zeros = zeros;
        this.row = new int[form.columns()];
        this.type = type();
    }

    private boolean hasZeros() {
        return zeros.data().byteSize() > 0;
    }

    @Override
    public long rows() {
        return form.rows();
    }

    @Override
    public int columns() {
        return form.columns();
    }

    @Override
    public TensorType type() {
        boolean grouped = form.block() % GROUP == 0 && form.columns() % GROUP == 0;
        boolean centred = !hasZeros() && form.zero() == 1 << (form.bits() - 1);
        if (grouped && form.bits() == 4) {
            return centred ? TensorType.Q4_0 : TensorType.Q4_1;
        }
        return grouped && form.bits() == 8 && centred ? TensorType.Q8_0 : TensorType.F32;
    }

    @Override
    public void row(long index, ByteBuffer out) {
        read(index);
        if (type == TensorType.F32) {
            for (int i = 0; i < row.length; i++) {
                out.putFloat((row[i] - zero(index, i / form.block())) * scale(index, i));
            }
            return;
        }
        for (int from = 0; from < row.length; from += GROUP) {
            float scale = scale(index, from);
            out.putShort(Float.floatToFloat16(scale));
            switch (type) {
                case Q4_0 -> nibbles(from, out);
                case Q4_1 -> {
                    out.putShort(Float.floatToFloat16(-scale * zero(index, from / form.block())));
                    nibbles(from, out);
                }
                default -> {
                    for (int i = from; i < from + GROUP; i++) {
                        out.put((byte) (row[i] - 128));
                    }
                }
            }
        }
    }

    private void nibbles(int from, ByteBuffer out) {
        for (int j = from; j < from + GROUP / 2; j++) {
            out.put((byte) (row[j] | row[j + GROUP / 2] << 4));
        }
    }

    private float scale(long index, int column) {
        return scales.at(index * form.blocks() + column / form.block());
    }

    private int zero(long index, int block) {
        return hasZeros() ? code(zeros, index * form.zeroBytes(), block) : form.zero();
    }

    private void read(long index) {
        for (int i = 0; i < row.length; i++) {
            row[i] = code(codes, index * form.rowBytes(), i);
        }
    }

    /** Signed codes come moved, so that their zero is 8. */
    private int code(GraphTensor of, long from, int i) {
        int bit = i * form.bits();
        int code =
                Byte.toUnsignedInt(of.data().get(ValueLayout.JAVA_BYTE, from + bit / 8)) >> bit % 8
                        & (1 << form.bits()) - 1;
        return form.signed() ? code ^ 8 : code;
    }
}
