package dev.strata.engine.graph;

import java.util.List;
import java.util.Map;

/**
 * A node of a graph that was read.
 *
 * @param operator e.g. {@code MatMul}
 * @param inputs names; empty for one that is left out
 * @param outputs names
 * @param wholes attributes that are whole numbers, by name
 * @param reals attributes that are 32-bit numbers, by name
 */
public record GraphNode(
        String name,
        String operator,
        List<String> inputs,
        List<String> outputs,
        Map<String, Long> wholes,
        Map<String, Float> reals) {

    public GraphNode {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        wholes = Map.copyOf(wholes);
        reals = Map.copyOf(reals);
    }

    /** The input's name, empty where it is left out. */
    public String input(int index) {
        return index < inputs.size() ? inputs.get(index) : "";
    }

    /** The attribute's number, or {@code otherwise}. */
    public long whole(String attribute, long otherwise) {
        return wholes.getOrDefault(attribute, otherwise);
    }

    /** The attribute's number, or {@code otherwise}. */
    public float real(String attribute, float otherwise) {
        return reals.getOrDefault(attribute, otherwise);
    }
}
