package dev.strata.engine.tiny;

import static java.util.Objects.requireNonNull;

import dev.strata.engine.gguf.TensorType;
import java.util.List;

/**
 * What a tiny model is made of.
 *
 * @param architecture {@code llama}, {@code qwen2}, {@code qwen2moe}, {@code qwen3}, {@code
 *     qwen3moe}, {@code phi3} or {@code gemma3}
 * @param weights block format of the matrices; norms and biases are F32
 * @param layers transformer blocks
 * @param hidden width, a multiple of {@code 8 * heads} and of the format's block
 * @param heads query heads
 * @param kvHeads key and value heads; divides {@code heads}
 * @param feedForward width, a multiple of the format's block
 * @param experts of the feed-forward layers, each {@code feedForward} wide; qwen2moe's shared one
 *     is twice as wide
 * @param contextTokens prompt and answer together
 * @param tiedHead whether the head is the embedding matrix
 * @param seed equal specs give equal files
 */
public record TinySpec(
        String architecture,
        TensorType weights,
        int layers,
        int hidden,
        int heads,
        int kvHeads,
        int feedForward,
        Experts experts,
        int contextTokens,
        boolean tiedHead,
        long seed) {

    private static final List<String> ARCHITECTURES =
            List.of("llama", "qwen2", "qwen2moe", "qwen3", "qwen3moe", "phi3", "gemma3");

    /**
     * The experts of a feed-forward layer.
     *
     * @param count how many there are; 0 for none
     * @param used by each token
     */
    public record Experts(int count, int used) {
        /** A dense model. */
        public static final Experts NONE = new Experts(0, 0);
    }

    public TinySpec {
        requireNonNull(experts, "experts is null");
        requireNonNull(architecture, "architecture is null");
        requireNonNull(weights, "weights is null");
        if (!ARCHITECTURES.contains(architecture)) {
            throw new IllegalArgumentException("no tiny model of architecture " + architecture);
        }
        if (architecture.endsWith("moe") && experts.count() == 0
                || experts.used() > experts.count()) {
            throw new IllegalArgumentException("experts do not fit " + architecture);
        }
        if (hidden % (8 * heads) != 0 || heads % kvHeads != 0) {
            throw new IllegalArgumentException("hidden, heads and kvHeads do not fit together");
        }
        if (hidden % weights.blockElements() != 0 || feedForward % weights.blockElements() != 0) {
            throw new IllegalArgumentException("rows are no whole number of blocks of " + weights);
        }
    }

    /** Tokens that a token of gemma3's local layers attends to. */
    static final int GEMMA_WINDOW = 4;

    /** Llama, Q4_1 (as the default V1), 2 layers, 4 heads of 16, context 512. */
    public static TinySpec standard() {
        return new TinySpec("llama", TensorType.Q4_1, 2, 64, 4, 2, 128, Experts.NONE, 512, true, 1);
    }

    /** Whether its tokenizer is SentencePiece's. */
    boolean isScored() {
        return architecture.equals("phi3") || architecture.equals("gemma3");
    }

    /** Whether queries, keys and values are one matrix, and gate and up another. */
    boolean isFused() {
        return architecture.equals("phi3");
    }

    boolean hasHeadNorms() {
        return architecture.startsWith("qwen3") || architecture.equals("gemma3");
    }

    boolean hasPostNorms() {
        return architecture.equals("gemma3");
    }

    /** The same with another number of layers. */
    public TinySpec withLayers(int count) {
        return new TinySpec(
                architecture,
                weights,
                count,
                hidden,
                heads,
                kvHeads,
                feedForward,
                experts,
                contextTokens,
                tiedHead,
                seed);
    }

    /** The same with other weights; widths grow to 256 for the formats with blocks of 256. */
    public TinySpec withWeights(TensorType type) {
        int width = Math.max(hidden, type.blockElements());
        int inner = Math.max(feedForward, type.blockElements());
        return new TinySpec(
                architecture,
                type,
                layers,
                width,
                heads,
                kvHeads,
                inner,
                experts,
                contextTokens,
                tiedHead,
                seed);
    }

    /** The same of another architecture. */
    public TinySpec withArchitecture(String other) {
        return new TinySpec(
                other,
                weights,
                layers,
                hidden,
                heads,
                kvHeads,
                feedForward,
                experts,
                contextTokens,
                tiedHead,
                seed);
    }

    /** The same with experts. */
    public TinySpec withExperts(int count, int used) {
        return new TinySpec(
                architecture,
                weights,
                layers,
                hidden,
                heads,
                kvHeads,
                feedForward,
                new Experts(count, used),
                contextTokens,
                tiedHead,
                seed);
    }

    /** The same with a feed-forward layer, or experts, of another width. */
    public TinySpec withFeedForward(int width) {
        return new TinySpec(
                architecture,
                weights,
                layers,
                hidden,
                heads,
                kvHeads,
                width,
                experts,
                contextTokens,
                tiedHead,
                seed);
    }

    /** The same with another context. */
    public TinySpec withContext(int tokens) {
        return new TinySpec(
                architecture,
                weights,
                layers,
                hidden,
                heads,
                kvHeads,
                feedForward,
                experts,
                tokens,
                tiedHead,
                seed);
    }

    /** The same with other weights of the same kind. */
    public TinySpec withSeed(long other) {
        return new TinySpec(
                architecture,
                weights,
                layers,
                hidden,
                heads,
                kvHeads,
                feedForward,
                experts,
                contextTokens,
                tiedHead,
                other);
    }

    /** The same with or without a head of its own. */
    public TinySpec withTiedHead(boolean tied) {
        return new TinySpec(
                architecture,
                weights,
                layers,
                hidden,
                heads,
                kvHeads,
                feedForward,
                experts,
                contextTokens,
                tied,
                seed);
    }
}
