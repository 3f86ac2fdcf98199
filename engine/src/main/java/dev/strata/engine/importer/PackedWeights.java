package dev.strata.engine.importer;

import dev.strata.engine.graph.ExternalTensor;
import java.util.List;
import java.util.Optional;

/**
 * Matrices stacked on their rows, and where their encoding belongs in the data file.
 *
 * @param matrices of equal columns, in order
 * @param form how they are stored
 * @param codes u8[rows, blocks, blockBytes]
 * @param scales f32[rows, blocks]
 * @param offsets codes and scales of the offsets, where the form has them
 */
record PackedWeights(
        List<Matrix> matrices,
        NBits form,
        ExternalTensor codes,
        ExternalTensor scales,
        Optional<Offsets> offsets) {

    /** Where the offsets' codes and scales belong. */
    record Offsets(ExternalTensor codes, ExternalTensor scales) {}

    PackedWeights {
        matrices = List.copyOf(matrices);
    }

    long rows() {
        return matrices.stream().mapToLong(m -> m.tensor().rows()).sum();
    }

    int columns() {
        return matrices.getFirst().tensor().columns();
    }
}
