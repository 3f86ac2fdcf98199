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
}
