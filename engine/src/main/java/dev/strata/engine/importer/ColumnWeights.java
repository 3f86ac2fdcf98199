package dev.strata.engine.importer;

import dev.strata.engine.graph.ExternalTensor;
import java.util.List;

/**
 * Matrices stacked on their rows, rounded to 8 bits with one scale a row, and stored transposed.
 *
 * @param matrices of equal columns, in order
 * @param codes s8[columns, rows]
 * @param scales f32[rows]
 * @param basis of all of them
 */
record ColumnWeights(
        List<Matrix> matrices, ExternalTensor codes, ExternalTensor scales, Basis basis) {

    ColumnWeights {
        matrices = List.copyOf(matrices);
    }

    int rows() {
        return Math.toIntExact(matrices.stream().mapToLong(m -> m.tensor().rows()).sum());
    }

    int columns() {
        return matrices.getFirst().tensor().columns();
    }

    long fileBytes() {
        return matrices.stream().mapToLong(m -> m.tensor().rows() * m.tensor().rowBytes()).sum();
    }
}
