package dev.strata.engine.importer;

import dev.strata.engine.graph.ExternalTensor;
import java.util.List;
import java.util.function.Supplier;

/**
 * A graph and what its data file is made of.
 *
 * @param model bytes of the graph's file
 * @param dataBytes length of the data file
 * @param weights the matrices of low-bit products
 * @param columns the matrices of whole-number products
 * @param floats the matrices of products that nothing is rounded in
 * @param tables the other large constants
 */
record GraphPlan(
        ModelBytes model,
        long dataBytes,
        List<PackedWeights> weights,
        List<ColumnWeights> columns,
        List<FloatWeights> floats,
        List<Table> tables) {

    GraphPlan {
        weights = List.copyOf(weights);
        columns = List.copyOf(columns);
        floats = List.copyOf(floats);
        tables = List.copyOf(tables);
    }

    GraphPlan with(List<PackedWeights> packed) {
        return new GraphPlan(model, dataBytes, packed, columns, floats, tables);
    }

    GraphPlan withColumns(List<ColumnWeights> rounded) {
        return new GraphPlan(model, dataBytes, weights, rounded, floats, tables);
    }

    GraphPlan withFloats(List<FloatWeights> numbers) {
        return new GraphPlan(model, dataBytes, weights, columns, numbers, tables);
    }

    /** The bytes of a graph's file; not copied. */
    @SuppressWarnings("ArrayRecordComponent")
    record ModelBytes(byte[] bytes) {}

    /**
     * A constant of numbers and its place.
     *
     * @param source gives them when they are written: many graphs are planned over a data file that
     *     is there already
     */
    record Table(ExternalTensor place, Supplier<float[]> source) {

        /** One whose numbers are there; not copied. */
        Table(ExternalTensor place, float[] numbers) {
            this(place, () -> numbers);
        }

        float[] numbers() {
            return source.get();
        }
    }
}
