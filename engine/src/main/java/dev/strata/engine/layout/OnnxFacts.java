package dev.strata.engine.layout;

import dev.strata.engine.EngineException;
import dev.strata.engine.gguf.BadModel;
import dev.strata.engine.graph.GraphFile;
import dev.strata.engine.graph.GraphNode;
import dev.strata.engine.graph.GraphTensor;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an ONNX graph itself says of its attention, its norms and its rotary embedding. */
final class OnnxFacts {
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final double EQUAL = 1e-3;
    private static final Pattern LAYER = Pattern.compile(".*layers\\.(\\d{1,6})\\D.*");

    /** Of a table's cosines and sines: angles of long contexts were rounded to 24 bits. */
    private static final double TABLE_ERROR = 5e-3;

    private final GraphFile graph;

    OnnxFacts(GraphFile graph) {
        this.graph = graph;
    }

    /**
     * Compares with a shape that was read elsewhere.
     *
     * @throws EngineException with BAD_MODEL where the graph does something else
     */
    void check(FolderShape shape) {
        if (shape.experts().isPresent()) {
            throw bad(
                    "",
                    "has experts",
                    "a dense model; a mixture as safetensors",
                    shape.experts().get().count() + " in each layer");
        }
        refuseWrittenOutNorms(shape);
        for (GraphNode node : graph.nodes()) {
            if (node.operator().equals("GroupQueryAttention")) {
                expect(node, "num_heads", shape.heads(), node.whole("num_heads", 0));
                expect(node, "kv_num_heads", shape.kvHeads(), node.whole("kv_num_heads", 0));
                expect(node, "rotary_interleaved", 0, node.whole("rotary_interleaved", 0));
                expect(node, "smooth_softmax", 0, Math.max(0, node.whole("smooth_softmax", 0)));
                expect(node, "softcap", 0, node.real("softcap", 0));
                double scale = node.real("scale", 0);
                double usual = 1 / Math.sqrt(shape.headDim());
                expect(node, "scale", usual, scale == 0 ? usual : scale);
                long window = node.whole("local_window_size", -1);
                boolean whole = window < 1 || window >= shape.contextTokens();
                int expected = shape.isGemma() ? windowOf(node, shape) : shape.window();
                expect(node, "local_window_size", expected, whole ? 0 : window);
            }
            if (node.reals().containsKey("epsilon")
                    && node.operator().contains("SimplifiedLayerNormalization")) {
                expect(node, "epsilon", shape.normEpsilon(), node.real("epsilon", 0));
            }
        }
        if (shape.rope().isPlain() && !shape.isGemma()) {
            table("cos_cache").ifPresent(table -> checkTable(table, shape, true));
            table("sin_cache").ifPresent(table -> checkTable(table, shape, false));
        }
    }

    /**
     * Gemma's norms add 1 to their numbers: in a graph it is known to be done in one operator
     * alone.
     */
    private void refuseWrittenOutNorms(FolderShape shape) {
        boolean whole =
                graph.nodes().stream()
                        .anyMatch(node -> node.operator().contains("SimplifiedLayerNormalization"));
        if (shape.isGemma() && !whole) {
            throw bad(
                    "norms",
                    "are written out",
                    "SimplifiedLayerNormalization, as ORT-GenAI's builder writes them",
                    "smaller operators");
        }
    }

    private static int windowOf(GraphNode node, FolderShape shape) {
        Matcher layer = LAYER.matcher(node.name());
        return layer.matches() ? shape.window(Integer.parseInt(layer.group(1))) : shape.window();
    }

    private void expect(GraphNode node, String attribute, double expected, double got) {
        if (!(Math.abs(got - expected) <= EQUAL * Math.abs(expected))) {
            throw bad(
                    "node '" + OnnxConstants.shown(node.name()) + "' attribute '" + attribute + "'",
                    "is not what the configuration says",
                    expected,
                    got);
        }
    }

    private void checkTable(GraphTensor table, FolderShape shape, boolean cosine) {
        int half = shape.headDim() / 2;
        List<Long> dimensions = table.dimensions();
        if (dimensions.size() != 2 || dimensions.getLast() != half) {
            throw bad(table.name(), "has an odd shape", "[context, " + half + "]", dimensions);
        }
        long rows = dimensions.getFirst();
        for (long t : new long[] {0, Math.min(1, rows - 1), rows / 2, rows - 1}) {
            for (int i = 0; i < half; i++) {
                double angle = t * Math.pow(shape.rope().base(), -2.0 * i / shape.headDim());
                double expected = cosine ? Math.cos(angle) : Math.sin(angle);
                float got = number(table, t * half + i);
                if (!(Math.abs(expected - got) < TABLE_ERROR)) {
                    throw bad(
                            "constant '" + OnnxConstants.shown(table.name()) + "'",
                            "is another rotary embedding than a plain one of base "
                                    + shape.rope().base(),
                            "%.5f at [%d, %d]".formatted(expected, t, i),
                            got);
                }
            }
        }
    }

    /**
     * The one epsilon of all norms.
     *
     * @throws EngineException with BAD_MODEL where there is none, or several
     */
    double epsilon() {
        TreeSet<Float> all = new TreeSet<>();
        for (GraphNode node : graph.nodes()) {
            if (node.operator().contains("SimplifiedLayerNormalization")) {
                all.add(node.real("epsilon", 1e-5f));
            }
        }
        if (all.size() != 1) {
            throw bad("norms", "have no common epsilon", "one value", all);
        }
        return Double.parseDouble(all.first().toString());
    }

    /** The window of all layers' attention; 0 for none. */
    int window() {
        TreeSet<Long> all = new TreeSet<>();
        for (GraphNode node : graph.nodes()) {
            if (node.operator().equals("GroupQueryAttention")) {
                all.add(Math.max(0, node.whole("local_window_size", -1)));
            }
        }
        if (all.size() != 1 || all.first() > Integer.MAX_VALUE) {
            throw bad("attention", "has no common window", "one GroupQueryAttention", all);
        }
        return Math.toIntExact(all.first());
    }

    /**
     * The base of the rotary embedding, from its table of sines.
     *
     * @throws EngineException with BAD_MODEL where there is none of 32 bits
     */
    double ropeBase(int headDim) {
        GraphTensor table =
                table("sin_cache")
                        .filter(of -> of.dimensions().size() == 2)
                        .filter(of -> of.dimensions().getLast() == headDim / 2)
                        .filter(of -> of.dimensions().getFirst() > 1)
                        .orElseThrow(() ->
                                bad(
                                        "",
                                        "does not say its rotary base",
                                        "config.json, or a table 'sin_cache' of 32 bits",
                                        "neither"));
        int i = headDim / 4;
        double speed = Math.asin(number(table, headDim / 2 + i));
        double base = Math.pow(speed, -headDim / (2.0 * i));
        double round = Math.rint(base);
        return Math.abs(base - round) <= 1e-5 * base ? round : base;
    }

    private java.util.Optional<GraphTensor> table(String name) {
        return graph.constants().values().stream()
                .filter(of -> of.name().endsWith(name))
                .filter(of -> of.type() == GraphTensor.FLOAT && of.isWhole())
                .sorted(java.util.Comparator.comparing(GraphTensor::name))
                .findFirst();
    }

    private static float number(GraphTensor table, long index) {
        return table.data().get(FLOAT, 4 * index);
    }

    private EngineException bad(String what, String wrong, Object expected, Object got) {
        return BadModel.of(
                "graph '%s' %s".formatted(graph.path(), what).strip(),
                wrong,
                expected,
                got,
                "use an export of a supported model, with its config.json");
    }
}
