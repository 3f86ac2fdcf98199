package dev.strata.engine;

import static java.util.Objects.requireNonNull;

import dev.strata.engine.importer.ImportProgress;
import java.util.function.Consumer;

/**
 * The engine of a process: one thread that runs all its models by turns.
 *
 * <p>Thread-safe.
 */
public final class Engine implements AutoCloseable {
    private final EngineConfig config;

    private Engine(EngineConfig config) {
        this.config = requireNonNull(config, "config is null");
    }

    /**
     * Loads ONNX Runtime and starts the engine thread.
     *
     * @throws EngineException with RUNTIME where ONNX Runtime's library cannot be loaded
     */
    public static Engine start(EngineConfig config) {
        return new Engine(config);
    }

    /**
     * Imports a model where the cache does not hold it yet, and loads it. Blocks until it is ready.
     *
     * @param progress of the import; called on this thread
     * @throws EngineException with BAD_MODEL, INVALID_REQUEST (configuration), UNSUPPORTED (device)
     *     or RUNTIME
     */
    public LanguageModel open(ModelConfig model, Consumer<ImportProgress> progress) {
        throw new EngineException(
                EngineError.UNSUPPORTED,
                "model '%s' cannot be loaded below '%s' yet"
                        .formatted(model.name(), config.libraryFolder()));
    }

    /** Closes all models, stops the thread and frees native memory. Idempotent. */
    @Override
    public void close() {}
}
