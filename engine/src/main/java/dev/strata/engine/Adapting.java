package dev.strata.engine;

import java.util.List;

/**
 * Which LoRA adapters a model may have beside it.
 *
 * @param bytes most bytes of all adapters' numbers together; 0 allows none
 * @param baseNames that adapters may name the model by, beside the model file's own name
 */
public record Adapting(long bytes, List<String> baseNames) {

    /** No adapters, and no memory for them. */
    public static final Adapting NOTHING = new Adapting(0, List.of());

    public Adapting {
        baseNames = List.copyOf(baseNames);
        if (bytes < 0) {
            throw EngineException.invalid(
                    "adapter budget", "is too small", "at least 0 bytes", bytes, "correct it");
        }
    }
}
