package dev.strata.engine.importer;

import java.util.List;

/** Writes products of an input with weight matrices into a graph. */
interface Linear {
    /** A product's output. */
    record Product(String output, long rows) {}

    /**
     * Multiplies {@code input} with each matrix; neighbours may become one product, whose output
     * has theirs side by side.
     */
    List<Product> products(String input, String name, List<Matrix> matrices);

    /** Writes the same products without what is added to them by adapters. */
    default Linear plain() {
        return this;
    }

    /** The same for matrices whose outputs are wanted apart, so that joining them may not pay. */
    default List<Product> apart(String input, String name, List<Matrix> matrices) {
        return products(input, name, matrices);
    }

    /** A product whose output is added to the residual stream. */
    default Product added(String input, String name, Matrix matrix) {
        return products(input, name, List.of(matrix)).getFirst();
    }

    /** The same where the input is an output of attention. */
    default Product attended(String input, String name, Matrix matrix) {
        return added(input, name, matrix);
    }

    /**
     * What a norm of the residual stream multiplies with; products with its output may take over.
     *
     * @param norm the norm's output
     * @param wanted the file's
     */
    default float[] normFactors(String norm, float[] wanted) {
        return wanted;
    }
}
