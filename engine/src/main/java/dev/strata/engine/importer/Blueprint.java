package dev.strata.engine.importer;

import dev.strata.engine.gguf.BadModel;
import dev.strata.engine.gguf.GgufFile;
import dev.strata.engine.gguf.GgufTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the metadata of a file of a supported architecture says about its graph, checked.
 *
 * @param shape the sizes
 * @param architecture how the graph differs from a plain one
 * @param normEpsilon of the root-mean-square norms
 * @param rope the rotary embedding
 * @param attentionScale factor of the products of queries and keys
 * @param experts of the feed-forward layers, where those are a mixture
 * @param window tokens that a token attends to, itself included; 0 for all before it
 */
record Blueprint(
        ModelShape shape,
        Architecture architecture,
        float normEpsilon,
        Rope rope,
        float attentionScale,
        Optional<Experts> experts,
        int window) {

    /**
     * A rotary embedding.
     *
     * @param base of its speeds
     * @param stretch positions are divided by it
     * @param factors the tensor whose numbers the speeds of pairs are divided by
     * @param unusedFactors a tensor of factors for another context
     * @param scale of the cosines and sines
     */
    record Rope(
            double base,
            double stretch,
            Optional<String> factors,
            Optional<String> unusedFactors,
            double scale) {

        Rope(double base, double stretch) {
            this(base, stretch, Optional.empty(), Optional.empty(), 1);
        }
    }

    static final String EMBEDDING = "token_embd.weight";
    static final String HEAD = "output.weight";
    static final String EXPERTS = "_exps.weight";
    static final String FINAL_NORM = "output_norm.weight";
    static final String LONG_FACTORS = "rope_factors_long.weight";
    static final String SHORT_FACTORS = "rope_factors_short.weight";
    static final String FACTORS = "rope_freqs.weight";

    private static final int MOST_LAYERS = 1024;

    /** Longer contexts are cut to this: the rotary tables reach no further. */
    private static final int MOST_CONTEXT = 131_072;

    /** The rotary base of layers with a window, where those have their own. */
    private static final double LOCAL_ROPE_BASE = 10_000;

    /** Of so many layers the last sees everything. */
    private static final int LOCAL_PERIOD = 6;

    /** Gemma 3 of this depth scales attention by the width shared out among heads. */
    private static final int DEEPEST_GEMMA = 62;

    private static final List<String> PLAIN_STREAMS = List.of("llama", "qwen2", "qwen3");

    /**
     * Reads a file's metadata.
     *
     * @throws dev.strata.engine.EngineException with BAD_MODEL where something is missing, or asks
     *     for what the graph cannot do
     */
    static Blueprint of(GgufFile file, String sha256) {
        Architecture known = Architecture.of(file);
        String architecture = known.ggufName();
        refuseUnsupported(file, known);
        String a = architecture + ".";
        int hidden = file.intValue(a + "embedding_length", 8);
        int heads = file.intValue(a + "attention.head_count", 1);
        String kvKey = a + "attention.head_count_kv";
        int kvHeads = file.has(kvKey) ? file.intValue(kvKey, 1) : heads;
        String dimKey = a + "attention.key_length";
        int headDim = file.has(dimKey) ? file.intValue(dimKey, 8) : hidden / heads;
        expect(file, kvKey, heads % kvHeads == 0, "a divisor of " + heads, kvHeads);
        boolean usual = headDim >= 8 && headDim <= 1024 && headDim % 8 == 0;
        expect(file, dimKey, usual, "a multiple of 8 from 8 to 1024", headDim);
        int layers = file.intValue(a + "block_count", 1);
        expect(file, a + "block_count", layers <= MOST_LAYERS, "at most " + MOST_LAYERS, layers);
        long rotary = file.findLong(a + "rope.dimension_count").orElse(headDim);
        expect(file, a + "rope.dimension_count", rotary == headDim, headDim, rotary);
        Optional<Experts> experts = Experts.of(file, architecture);
        GgufTensor embedding = file.tensor(EMBEDDING);
        ModelShape shape =
                new ModelShape(
                        architecture,
                        file.findString("general.name").orElse(architecture),
                        layers,
                        hidden,
                        heads,
                        kvHeads,
                        headDim,
                        Math.toIntExact(embedding.rows()),
                        Math.min(file.intValue(a + "context_length", 1), MOST_CONTEXT),
                        experts.isPresent() ? 0 : file.intValue(a + "feed_forward_length", 1),
                        activeParameters(file, experts),
                        sha256);
        int scaled =
                known == Architecture.GEMMA3 && layers == DEEPEST_GEMMA ? hidden / heads : headDim;
        return new Blueprint(
                shape,
                known,
                (float) file.doubleValue(a + "attention.layer_norm_rms_epsilon"),
                rope(file, known, shape.contextTokens()),
                (float) (1 / Math.sqrt(scaled)),
                experts,
                window(file, a + "attention.sliding_window", shape.contextTokens()));
    }

    /** Whether {@code layer} sees a window only; its rope is then the second one. */
    boolean isLocal(int layer) {
        return architecture.has(Architecture.Trait.LOCAL_LAYERS)
                && layer % LOCAL_PERIOD < LOCAL_PERIOD - 1;
    }

    /** The rotary embedding of local layers. */
    Rope localRope() {
        return new Rope(LOCAL_ROPE_BASE, 1);
    }

    /** Tokens that a token of {@code layer} attends to; 0 for all before it. */
    int window(int layer) {
        boolean whole = architecture.has(Architecture.Trait.LOCAL_LAYERS) && !isLocal(layer);
        return whole ? 0 : window;
    }

    private static Rope rope(GgufFile file, Architecture architecture, int contextTokens) {
        String a = architecture.ggufName() + ".";
        double base = file.findDouble(a + "rope.freq_base").orElse(defaultBase(architecture));
        if (architecture == Architecture.LLAMA && file.findTensor(FACTORS).isPresent()) {
            return new Rope(base, 1, Optional.of(FACTORS), Optional.empty(), 1);
        }
        if (!hasFactors(file, architecture)) {
            return new Rope(base, stretch(file, a));
        }
        long original =
                file.findLong(a + "rope.scaling.original_context_length").orElse(contextTokens);
        double scale = file.findDouble(a + "rope.scaling.attn_factor").orElse(1);
        expect(file, a + "rope.scaling.attn_factor", scale > 0 && scale < 100, "over 0", scale);
        boolean beyond = contextTokens > original;
        return new Rope(
                base,
                1,
                Optional.of(beyond ? LONG_FACTORS : SHORT_FACTORS),
                Optional.of(beyond ? SHORT_FACTORS : LONG_FACTORS),
                scale);
    }

    /** Whether speeds of pairs have factors, one set for longer contexts and one for shorter. */
    private static boolean hasFactors(GgufFile file, Architecture architecture) {
        return architecture == Architecture.PHI3
                && (file.findTensor(LONG_FACTORS).isPresent()
                        || scaling(file, architecture).equals("longrope"));
    }

    private static String scaling(GgufFile file, Architecture architecture) {
        return file.findString(architecture.ggufName() + ".rope.scaling.type").orElse("none");
    }

    private static double defaultBase(Architecture architecture) {
        return architecture == Architecture.GEMMA3 ? 1_000_000 : 10_000;
    }

    private static double stretch(GgufFile file, String a) {
        boolean stretched =
                file.findString(a + "rope.scaling.type").orElse("none").equals("linear");
        double factor = file.findDouble(a + "rope.scaling.factor").orElse(1);
        expect(file, a + "rope.scaling.factor", factor >= 1, "1 or more", factor);
        return stretched ? factor : 1;
    }

    /** A window that no context outgrows is none. */
    private static int window(GgufFile file, String key, int contextTokens) {
        long window = file.findLong(key).orElse(0);
        expect(file, key, window >= 0, "0 or more", window);
        return window >= contextTokens ? 0 : (int) window;
    }

    /**
     * Whether all that reads the residual stream is a product of its norm, and all that is added to
     * it a product's output: no mixture of experts, no norm behind a product.
     */
    boolean plainStream(GgufFile file) {
        return PLAIN_STREAMS.contains(shape.architecture())
                && file.findTensor("blk.0.ffn_gate.weight").isPresent();
    }

    /** The head: its own matrix, or the embedding where there is none. */
    static GgufTensor head(GgufFile file) {
        return file.findTensor(HEAD).orElseGet(() -> file.tensor(EMBEDDING));
    }

    /** Of a layer's experts, those that a token goes through. */
    private static long activeParameters(GgufFile file, Optional<Experts> experts) {
        boolean ownHead = file.findTensor(HEAD).isPresent();
        return file.tensors().stream()
                .filter(tensor -> !(ownHead && tensor.name().equals(EMBEDDING)))
                .mapToLong(tensor ->
                        experts.isPresent() && isExpert(tensor.name())
                                ? tensor.elements() * experts.get().used() / experts.get().count()
                                : tensor.elements())
                .sum();
    }

    private static boolean isExpert(String tensor) {
        return tensor.endsWith(EXPERTS) || tensor.matches(".*ffn_(gate|up|down)\\.\\d+\\.weight");
    }

    private static void refuseUnsupported(GgufFile file, Architecture architecture) {
        String a = architecture.ggufName() + ".";
        String scaling = scaling(file, architecture);
        List<String> known = new ArrayList<>(List.of("none"));
        switch (architecture) {
            case GEMMA3 -> known.add("linear");
            case PHI3 -> known.add("longrope");
            case LLAMA, QWEN2, QWEN2MOE, QWEN3, QWEN3MOE -> {}
        }
        expect(
                file,
                a + "rope.scaling.type",
                known.contains(scaling),
                "'" + String.join("' or '", known) + "'",
                "'" + scaling + "'");
        double factor = file.findDouble(a + "rope.scaling.attn_factor").orElse(1);
        boolean plain = factor == 1 || hasFactors(file, architecture);
        expect(file, a + "rope.scaling.attn_factor", plain, 1, factor);
        long period = file.findLong(a + "attention.sliding_window_pattern").orElse(LOCAL_PERIOD);
        expect(
                file,
                a + "attention.sliding_window_pattern",
                period == LOCAL_PERIOD,
                LOCAL_PERIOD,
                period);
        double base = file.findDouble(a + "rope.freq_base_swa").orElse(LOCAL_ROPE_BASE);
        expect(
                file,
                a + "rope.freq_base_swa",
                base == LOCAL_ROPE_BASE,
                (long) LOCAL_ROPE_BASE,
                base);
        double cap = file.findDouble(a + "final_logit_softcapping").orElse(0);
        expect(file, a + "final_logit_softcapping", cap == 0, 0, cap);
    }

    /** Fails unless the file's {@code key} holds what the graph can do. */
    static void expect(GgufFile file, String key, boolean holds, Object expected, Object got) {
        if (!holds) {
            throw BadModel.of(
                    "model file '%s' metadata '%s'".formatted(file.path(), key),
                    "is not supported",
                    expected,
                    got,
                    "use a model of a supported shape");
        }
    }
}
