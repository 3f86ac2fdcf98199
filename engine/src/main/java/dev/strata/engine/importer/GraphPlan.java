package dev.strata.engine.importer;

import dev.strata.engine.graph.ExternalTensor;
import java.util.List;

/**
 * A graph and what its data file is made of.
 *
 * @param model bytes of the graph's file
 * @param dataBytes length of the data file
 * @param weights the matrices of low-bit products
 * @param columns the matrices of whole-number products
 * @param tables the other large constants
 */
record GraphPlan(
        ModelBytes model,
        long dataBytes,
        List<PackedWeights> weights,
        List<ColumnWeights> columns,
        List<Table> tables) {

    GraphPlan {
        weights = List.copyOf(weights);
        columns = List.copyOf(columns);
        tables = List.copyOf(tables);
    }

    /** The bytes of a graph's file; not copied. */
    @SuppressWarnings("ArrayRecordComponent")
    record ModelBytes(byte[] bytes) {}

    /** A constant of numbers and its place; not copied. */
    @SuppressWarnings("ArrayRecordComponent")
    record Table(ExternalTensor place, float[] numbers) {}
}
