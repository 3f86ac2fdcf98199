package dev.strata.engine.importer;

import dev.strata.engine.gguf.TensorType;
import dev.strata.engine.importer.NBits.Offsets;

/**
 * How each block format becomes an {@link NBits}. The measurements behind it are in
 * docs/adr/0010-quantised-matrices.md and docs/adr/0370-fewer-bytes-for-an-answer-alone.md.
 *
 * <p>Products with few weights are bound by the number of operators, so they are one product of
 * eight bits in small, faithful blocks. Products with many weights are bound by the bytes that they
 * read, so they keep four bits where the file has four, and share scales among more elements.
 *
 * @param middleFrom elements from which four bits and three small operators take less time than
 *     eight bits
 * @param largeFrom elements from which a product counts as large
 */
record ImportPolicy(long middleFrom, long largeFrom) {
    /** Below this a model is small enough for its answers to feel the larger blocks. */
    static final int WIDE_COLUMNS = 768;

    /** Turning a wider stream takes a matrix of over 64 MiB. */
    static final int WIDEST_TURNED = 4096;

    /** The measured choice. */
    static ImportPolicy standard() {
        return new ImportPolicy(800_000, 2_000_000);
    }

    /**
     * The form of a matrix.
     *
     * @param type of the matrix
     * @param columns of the matrix
     * @param siteElements elements of all matrices that share the input and could be one product
     */
    NBits form(TensorType type, int columns, long siteElements) {
        boolean large = siteElements >= largeFrom;
        return switch (type) {
            case Q4_0 -> new NBits(4, 32);
            case Q4_1, Q4_K ->
                    siteElements < middleFrom
                            ? eightBits(columns, 32)
                            : new NBits(4, 32, large ? Offsets.PRODUCT : Offsets.COLUMNS);
            case F32, F16, BF16, Q5_0, Q5_1, Q8_0 ->
                    eightBits(columns, large && columns >= WIDE_COLUMNS ? 128 : 32);
            case Q5_K, Q6_K -> eightBits(columns, large ? 128 : 32);
        };
    }

    /** Eight bits, in blocks of at most {@code most} elements that need no padding. */
    private static NBits eightBits(int columns, int most) {
        int block = most;
        while (block > 32 && columns % block != 0) {
            block /= 2;
        }
        return new NBits(8, block);
    }
}
