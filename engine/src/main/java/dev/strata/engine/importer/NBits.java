package dev.strata.engine.importer;

/**
 * How a weight matrix is stored for {@code MatMulNBits}: {@code weight = scale * (code - 2^(bits -
 * 1))}, one scale for each block of a row, plus, with an offset, a number for each block that a
 * second, smaller product adds.
 *
 * @param bits of a code: 4 or 8
 * @param blockElements elements that share a scale; the last block of a row is padded
 * @param offset whether blocks have an offset
 */
record NBits(int bits, int blockElements, boolean offset) {

    /** Blocks of a row. */
    int blocks(int columns) {
        return (columns + blockElements - 1) / blockElements;
    }

    /** Bytes of a block's codes. */
    int blockBytes() {
        return blockElements * bits / 8;
    }

    /** The code that means 0. */
    int zero() {
        return 1 << (bits - 1);
    }

    /** How the offsets themselves are stored, as a matrix with a column for each block. */
    static NBits ofOffsets() {
        return new NBits(8, 16, false);
    }
}
