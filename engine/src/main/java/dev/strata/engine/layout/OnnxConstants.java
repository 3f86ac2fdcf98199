package dev.strata.engine.layout;

import dev.strata.engine.EngineException;
import dev.strata.engine.gguf.BadModel;
import dev.strata.engine.gguf.TensorType;
import dev.strata.engine.graph.GraphFile;
import dev.strata.engine.graph.GraphNode;
import dev.strata.engine.graph.GraphTensor;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A graph's constants, how nodes come by them, and which were understood. Not thread-safe. */
final class OnnxConstants {
    private static final int MOST_STEPS = 8;
    private static final int MOST_COLUMNS = 1 << 24;
    private static final Set<String> STEPS = Set.of("Transpose", "Cast", "Identity", "Reshape");

    private final Path path;
    private final Map<String, GraphTensor> constants;
    private final Map<String, GraphNode> producers = new HashMap<>();
    private final Set<String> used = new HashSet<>();

    /** A constant, and whether it is turned on the way to where it is used. */
    record Source(GraphTensor tensor, boolean turned) {}

    OnnxConstants(GraphFile graph) {
        this.path = graph.path();
        this.constants = graph.constants();
        for (GraphNode node : graph.nodes()) {
            node.outputs().forEach(output -> producers.put(output, node));
        }
    }

    /** The constants that nobody asked for. */
    Iterable<GraphTensor> unused() {
        return constants.values().stream().filter(of -> !used.contains(of.name())).toList();
    }

    /** Notes that a constant was understood. */
    void use(String name) {
        used.add(name);
    }

    @Nullable GraphTensor find(String name) {
        return constants.get(name);
    }

    /** Goes back to the constant that a value is, if it is one. */
    Optional<Source> source(String value) {
        String name = value;
        boolean turned = false;
        for (int step = 0; step < MOST_STEPS; step++) {
            GraphTensor tensor = constants.get(name);
            if (tensor != null) {
                return Optional.of(new Source(tensor, turned));
            }
            GraphNode node = producers.get(name);
            if (node == null || !STEPS.contains(node.operator())) {
                return Optional.empty();
            }
            turned ^= node.operator().equals("Transpose");
            name = node.input(0);
        }
        return Optional.empty();
    }

    /** A constant that must be a whole matrix. */
    GraphTensor matrix(GraphNode node, GraphTensor tensor) {
        if (tensor.dimensions().size() != 2 || !tensor.isWhole()) {
            throw bad(
                    node,
                    "has weights in an unsupported form",
                    "a whole matrix",
                    tensor.dimensions() + " of type " + tensor.type());
        }
        return tensor;
    }

    /** The type of a constant of plain numbers. */
    TensorType type(GraphNode node, GraphTensor tensor) {
        return OnnxTypes.of(tensor.type())
                .orElseThrow(() ->
                        bad(
                                node,
                                "has numbers of an unsupported type",
                                "32 or 16 bits",
                                "type " + tensor.type()));
    }

    /** A plausible number of columns. */
    int columns(GraphNode node, long columns) {
        if (columns < 1 || columns > MOST_COLUMNS) {
            throw bad(node, "has weights of an odd shape", "1 to " + MOST_COLUMNS, columns);
        }
        return (int) columns;
    }

    EngineException bad(GraphNode node, String wrong, Object expected, Object got) {
        String name = node.name().isEmpty() ? node.operator() : node.name();
        return BadModel.of(
                "graph '%s' node '%s'".formatted(path, shown(name)),
                wrong,
                expected,
                shown(String.valueOf(got)),
                "use an export of a supported kind, or the model's safetensors");
    }

    static String shown(String text) {
        return text.length() > 200 ? text.substring(0, 200) + "..." : text;
    }
}
