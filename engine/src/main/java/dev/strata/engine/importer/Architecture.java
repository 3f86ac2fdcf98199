package dev.strata.engine.importer;

import dev.strata.engine.gguf.BadModel;
import dev.strata.engine.gguf.GgufFile;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The architectures whose graphs are known, and how each differs from a plain decoder. */
enum Architecture {
    LLAMA("llama", Trait.PAIRED_ROPE_ROWS),
    QWEN2("qwen2"),
    QWEN2MOE("qwen2moe"),
    QWEN3("qwen3", Trait.HEAD_NORMS),
    QWEN3MOE("qwen3moe", Trait.HEAD_NORMS),
    PHI3("phi3", Trait.FUSED),
    GEMMA3(
            "gemma3",
            Trait.HEAD_NORMS,
            Trait.POST_NORMS,
            Trait.GELU,
            Trait.SCALED_EMBEDDINGS,
            Trait.LOCAL_LAYERS);

    /** What an architecture may have. */
    enum Trait {
        /** Query and key rows come in rotary pairs. */
        PAIRED_ROPE_ROWS,
        /** Each query and key head is normed before it is rotated. */
        HEAD_NORMS,
        /** What attention and the feed-forward layer add is normed before it is added. */
        POST_NORMS,
        /** Queries, keys and values are one tensor, and so are gate and up. */
        FUSED,
        /** The gate's activation is GELU, by its approximation with tanh, in place of SiLU. */
        GELU,
        /** Embeddings are multiplied by the root of their width. */
        SCALED_EMBEDDINGS,
        /** Five of six layers see a window only, and rotate by a base of their own. */
        LOCAL_LAYERS
    }

    private final String ggufName;
    private final Set<Trait> traits;

    Architecture(String ggufName, Trait... traits) {
        this.ggufName = ggufName;
        this.traits = EnumSet.noneOf(Trait.class);
        this.traits.addAll(List.of(traits));
    }

    /**
     * The architecture of a file.
     *
     * @throws dev.strata.engine.EngineException with BAD_MODEL for one that is not known
     */
    static Architecture of(GgufFile file) {
        String name = file.string("general.architecture");
        return Arrays.stream(values())
                .filter(each -> each.ggufName.equals(name))
                .findFirst()
                .orElseThrow(() ->
                        BadModel.of(
                                "model file '" + file.path() + "'",
                                "has an unsupported architecture",
                                "one of "
                                        + Arrays.stream(values()).map(a -> a.ggufName).toList()
                                        + " (mistral and mixtral files say llama)",
                                "'" + name + "'",
                                "use a model of a supported architecture"));
    }

    /** As files name it. */
    String ggufName() {
        return ggufName;
    }

    boolean has(Trait trait) {
        return traits.contains(trait);
    }
}
