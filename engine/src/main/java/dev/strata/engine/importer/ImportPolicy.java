package dev.strata.engine.importer;

import dev.strata.engine.gguf.TensorType;

/**
 * How each block format becomes an {@link NBits}. See docs/adr/0010-quantised-matrices.md for the
 * measurements behind it.
 *
 * @param offsetFrom elements from which a product with offsets pays: below, its extra operators
 *     cost more than the bytes that it saves
 */
record ImportPolicy(long offsetFrom) {

    /** The measured choice. */
    static ImportPolicy standard() {
        return new ImportPolicy(2_000_000);
    }

    /**
     * The form of a matrix.
     *
     * @param type of the matrix
     * @param columns of the matrix
     * @param siteElements elements of all matrices that share the input and could be one product
     */
    NBits form(TensorType type, int columns, long siteElements) {
        return switch (type) {
            case Q4_0 -> new NBits(4, 32, false);
            case Q4_1, Q4_K ->
                    siteElements < offsetFrom ? eightBits(columns) : new NBits(4, 32, true);
            case F32, F16, Q5_0, Q5_1, Q5_K, Q6_K, Q8_0 -> eightBits(columns);
        };
    }

    /** Eight bits, in the largest blocks that need no padding. */
    private static NBits eightBits(int columns) {
        return new NBits(8, columns % 128 == 0 ? 128 : columns % 64 == 0 ? 64 : 32, false);
    }
}
