package dev.strata.engine.importer;

import dev.strata.engine.gguf.BadModel;
import dev.strata.engine.gguf.GgufFile;
import dev.strata.engine.gguf.GgufTensor;
import java.util.List;
import java.util.Optional;

/**
 * What the metadata of a file of a supported architecture says about its graph, checked.
 *
 * @param shape the sizes
 * @param normEpsilon of the root-mean-square norms
 * @param ropeBase of the rotary embedding
 * @param headNorms whether each query and key head is normed before it is rotated, as in qwen3
 * @param experts of the feed-forward layers, where those are a mixture
 * @param window tokens that a token attends to, itself included; 0 for all before it
 * @param pairedRopeRows whether query and key rows come in rotary pairs, as llama files have them
 */
record Blueprint(
        ModelShape shape,
        float normEpsilon,
        double ropeBase,
        boolean headNorms,
        Optional<Experts> experts,
        int window,
        boolean pairedRopeRows) {
    static final String EMBEDDING = "token_embd.weight";
    static final String HEAD = "output.weight";
    static final String EXPERTS = "_exps.weight";
    static final String FINAL_NORM = "output_norm.weight";

    private static final int MOST_LAYERS = 1024;

    /** Longer contexts are cut to this: the rotary tables reach no further. */
    private static final int MOST_CONTEXT = 131_072;

    private static final List<String> ARCHITECTURES =
            List.of("llama", "qwen2", "qwen2moe", "qwen3", "qwen3moe");

    /**
     * Reads a file's metadata.
     *
     * @throws dev.strata.engine.EngineException with BAD_MODEL where something is missing, or asks
     *     for what the graph cannot do
     */
    static Blueprint of(GgufFile file, String sha256) {
        String architecture = file.string("general.architecture");
        if (!ARCHITECTURES.contains(architecture)) {
            throw BadModel.of(
                    "model file '" + file.path() + "'",
                    "has an unsupported architecture",
                    "one of " + ARCHITECTURES + " (mistral and mixtral files say llama)",
                    "'" + architecture + "'",
                    "use a model of a supported architecture");
        }
        refuseUnsupported(file, architecture);
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
        return new Blueprint(
                shape,
                (float) file.doubleValue(a + "attention.layer_norm_rms_epsilon"),
                file.findDouble(a + "rope.freq_base").orElse(10000),
                architecture.startsWith("qwen3"),
                experts,
                window(file, a + "attention.sliding_window", shape.contextTokens()),
                architecture.equals("llama"));
    }

    /** A window that no context outgrows is none. */
    private static int window(GgufFile file, String key, int contextTokens) {
        long window = file.findLong(key).orElse(0);
        expect(file, key, window >= 0, "0 or more", window);
        return window >= contextTokens ? 0 : (int) window;
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
                        experts.isPresent() && tensor.name().endsWith(EXPERTS)
                                ? tensor.elements() / experts.get().count() * experts.get().used()
                                : tensor.elements())
                .sum();
    }

    private static void refuseUnsupported(GgufFile file, String architecture) {
        Optional<String> scaling = file.findString(architecture + ".rope.scaling.type");
        scaling.ifPresent(type ->
                expect(
                        file,
                        architecture + ".rope.scaling.type",
                        type.equals("none"),
                        "'none'",
                        "'" + type + "'"));
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
