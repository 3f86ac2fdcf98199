package dev.strata.engine.gguf;

import java.util.Arrays;
import java.util.Optional;

/**
 * The block formats of GGUF tensors that are understood here, each with its exact meaning.
 *
 * <p>Every quantised format is read as unsigned codes in groups: element {@code i} of group {@code
 * g} is {@code scale[g] * (code[i] - zero()) + offset[g]}, computed in 32-bit floating point, with
 * the offset 0 where {@link #hasOffset()} is false.
 */
public enum TensorType {
    F32(0, 1, 4, 1, 0, 0, false, Unquantised.F32),
    F16(1, 1, 2, 1, 0, 0, false, Unquantised.F16),
    BF16(30, 1, 2, 1, 0, 0, false, Unquantised.BF16),
    Q4_0(2, 32, 18, 32, 4, 8, false, SimpleBlocks.Q4_0),
    Q4_1(3, 32, 20, 32, 4, 0, true, SimpleBlocks.Q4_1),
    Q5_0(6, 32, 22, 32, 5, 16, false, SimpleBlocks.Q5_0),
    Q5_1(7, 32, 24, 32, 5, 0, true, SimpleBlocks.Q5_1),
    Q8_0(8, 32, 34, 32, 8, 128, false, SimpleBlocks.Q8_0),
    Q4_K(12, 256, 144, 32, 4, 0, true, SuperBlocks.Q4_K),
    Q5_K(13, 256, 176, 32, 5, 0, true, SuperBlocks.Q5_K),
    Q6_K(14, 256, 210, 16, 6, 32, false, SuperBlocks.Q6_K);

    private final int id;
    private final int blockElements;
    private final int blockBytes;
    private final int groupElements;
    private final int bits;
    private final int zero;
    private final boolean offset;
    private final BlockCodec codec;

    TensorType(
            int id,
            int blockElements,
            int blockBytes,
            int groupElements,
            int bits,
            int zero,
            boolean offset,
            BlockCodec codec) {
        this.id = id;
        this.blockElements = blockElements;
        this.blockBytes = blockBytes;
        this.groupElements = groupElements;
        this.bits = bits;
        this.zero = zero;
        this.offset = offset;
        this.codec = codec;
    }

    /** The type with the file format's number {@code id}. */
    public static Optional<TensorType> of(int id) {
        return Arrays.stream(values()).filter(type -> type.id == id).findFirst();
    }

    /** The file format's number. */
    public int id() {
        return id;
    }

    /** Elements of a block: a row is a whole number of blocks. */
    public int blockElements() {
        return blockElements;
    }

    /** Bytes of a block. */
    public int blockBytes() {
        return blockBytes;
    }

    /** Elements that share a scale. */
    public int groupElements() {
        return groupElements;
    }

    /** Bits of a code; 0 for unquantised types. */
    public int bits() {
        return bits;
    }

    /** The code that means 0 before the offset. */
    public int zero() {
        return zero;
    }

    /** Whether groups have an offset. */
    public boolean hasOffset() {
        return offset;
    }

    /** Whether elements are codes, not numbers. */
    public boolean quantised() {
        return bits > 0;
    }

    /** Bytes of {@code elements} elements, a whole number of blocks. */
    public long bytes(long elements) {
        return Math.multiplyExact(elements / blockElements, (long) blockBytes);
    }

    /**
     * Decodes the blocks of {@code elements} elements into codes, scales and offsets.
     *
     * @param blocks the bytes, from index {@code at}
     * @param codes receives {@code elements} unsigned codes
     * @param scales receives a scale for each group
     * @param offsets receives an offset for each group; untouched where there are none
     * @throws IllegalStateException for an unquantised type
     */
    public void codes(
            byte[] blocks, int at, int elements, byte[] codes, float[] scales, float[] offsets) {
        codec.codes(blocks, at, elements / blockElements, codes, scales, offsets);
    }

    /** Decodes the blocks of {@code elements} elements, from {@code blocks[at]}, into numbers. */
    public void dequantise(byte[] blocks, int at, int elements, float[] numbers) {
        if (!quantised()) {
            codec.numbers(blocks, at, elements, numbers);
            return;
        }
        int groups = elements / groupElements;
        byte[] codes = new byte[elements];
        float[] scales = new float[groups];
        float[] offsets = new float[groups];
        codes(blocks, at, elements, codes, scales, offsets);
        for (int g = 0, i = 0; g < groups; g++) {
            float scale = scales[g];
            float shift = offsets[g];
            for (int end = i + groupElements; i < end; i++) {
                float number = scale * ((codes[i] & 0xff) - zero);
                numbers[i] = offset ? number + shift : number;
            }
        }
    }
}
