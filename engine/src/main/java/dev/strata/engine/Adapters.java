package dev.strata.engine;

import java.nio.file.Path;
import java.util.List;

/** The LoRA adapters beside a loaded model; requests choose one by name. Thread-safe. */
public interface Adapters {

    /** A model without adapters. */
    Adapters NONE =
            new Adapters() {
                @Override
                public AdapterInfo load(String name, Path folder) {
                    throw new EngineException(
                            EngineError.UNSUPPORTED,
                            "adapter '%s' cannot be loaded: expected a model with a budget for adapters, got one without; configure one"
                                    .formatted(name));
                }

                @Override
                public boolean unload(String name) {
                    return false;
                }

                @Override
                public List<AdapterInfo> list() {
                    return List.of();
                }
            };

    /**
     * Loads the adapter in {@code folder}, as PEFT saves it, and returns when requests may choose
     * it. One of the same name is replaced; requests that have begun keep the one they began with.
     *
     * @throws EngineException with BAD_MODEL where its files are missing, corrupt, unsupported or
     *     of another base; with UNSUPPORTED where the model takes no adapters or the budget holds
     *     no more; with CLOSED, RUNTIME
     */
    AdapterInfo load(String name, Path folder);

    /**
     * Forgets an adapter. Requests that have begun keep it; its memory is freed after the last one.
     *
     * @return whether there was one
     */
    boolean unload(String name);

    /** What requests may choose, by name. */
    List<AdapterInfo> list();
}
