package dev.strata.engine.importer;

import dev.strata.engine.graph.ExternalTensor;
import java.util.List;

/**
 * Matrices stacked on their rows, as 32-bit numbers.
 *
 * @param matrices of equal columns, in order
 * @param numbers f32[rows, columns]
 */
record FloatWeights(List<Matrix> matrices, ExternalTensor numbers) {

    FloatWeights {
        matrices = List.copyOf(matrices);
    }

    long fileBytes() {
        return matrices.stream().mapToLong(m -> m.tensor().rows() * m.tensor().rowBytes()).sum();
    }
}
