package dev.strata.engine.importer;

/**
 * How a weight matrix is stored for {@code MatMulNBits}: {@code weight = scale * (code - 2^(bits -
 * 1))}, one scale for each block of a row, plus what {@link Offsets} say.
 *
 * @param bits of a code: 4 or 8
 * @param blockElements elements that share a scale; the last block of a row is padded
 * @param offsets of the blocks
 */
record NBits(int bits, int blockElements, Offsets offsets) {
    /** What is left of a rounded offset is told in steps that many times finer. */
    static final int FINE = 16;

    /** Where the numbers are that all weights of a block have in common besides. */
    enum Offsets {
        /** There are none. */
        NONE,

        /**
         * In columns that the product has besides: one for each block, which meets the mean of its
         * elements, and one for what rounding left, which meets the mean's {@value #FINE}th part.
         */
        COLUMNS,

        /** In a second, smaller product, with a column for each block. */
        PRODUCT
    }

    /** Without offsets. */
    NBits(int bits, int blockElements) {
        this(bits, blockElements, Offsets.NONE);
    }

    /** Whether blocks have an offset. */
    boolean offset() {
        return offsets != Offsets.NONE;
    }

    /** Columns of the product for a matrix of {@code columns}. */
    int inputs(int columns) {
        return offsets == Offsets.COLUMNS ? columns + 2 * (columns / blockElements) : columns;
    }

    /** Blocks of a row. */
    int blocks(int columns) {
        return Math.ceilDiv(inputs(columns), blockElements);
    }

    /** Bytes of a block's codes. */
    int blockBytes() {
        return blockElements * bits / 8;
    }

    /** The code that means 0. */
    int zero() {
        return 1 << (bits - 1);
    }

    /** How offsets are stored that have a product of their own. */
    static NBits ofOffsets() {
        return new NBits(8, 16);
    }
}
