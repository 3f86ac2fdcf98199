package dev.strata.engine;

import dev.strata.engine.importer.ImportProgress;
import dev.strata.engine.importer.ImportedModel;
import dev.strata.engine.importer.ModelImporter;
import dev.strata.engine.onnx.OnnxRuntime;
import dev.strata.engine.serve.BareLoop;
import dev.strata.engine.serve.EngineLoop;
import dev.strata.engine.serve.ModelLoader;
import java.time.InstantSource;
import java.util.function.Consumer;

/**
 * The engine of a process: one thread that runs all its models by turns.
 *
 * <p>Thread-safe.
 */
public final class Engine implements AutoCloseable {
    private final OnnxRuntime runtime;
    private final EngineLoop loop;
    private boolean closed;

    private Engine(OnnxRuntime runtime, EngineLoop loop) {
        this.runtime = runtime;
        this.loop = loop;
    }

    /**
     * Loads ONNX Runtime and starts the engine thread.
     *
     * @throws EngineException with RUNTIME where ONNX Runtime's library cannot be loaded
     */
    public static Engine start(EngineConfig config) {
        return new Engine(
                OnnxRuntime.load(config.libraryFolder()),
                EngineLoop.start(InstantSource.system(), config.turnLimit()));
    }

    /**
     * Imports a model where the cache does not hold it yet, and loads it. Blocks until it is ready.
     *
     * @param progress of the import; called on this thread
     * @throws EngineException with BAD_MODEL, INVALID_REQUEST (configuration), UNSUPPORTED
     *     (device), RUNTIME or CLOSED
     */
    public LanguageModel open(ModelConfig model, Consumer<ImportProgress> progress) {
        ImportedModel imported =
                ModelImporter.importModel(model.gguf(), model.cacheRoot(), progress);
        return ModelLoader.load(runtime, loop, model, imported);
    }

    /**
     * The same model with 32-bit numbers throughout, nothing rounded: large and slow, what an
     * import is measured against.
     *
     * @throws EngineException as {@link #open}
     */
    public LanguageModel openReference(ModelConfig model, Consumer<ImportProgress> progress) {
        ImportedModel imported =
                ModelImporter.importReference(model.gguf(), model.cacheRoot(), progress);
        return ModelLoader.load(runtime, loop, model.with(Adapting.NOTHING), imported);
    }

    /**
     * The model's bare computation, for measuring what is around it.
     *
     * @param answers computed together
     * @param context tokens before an answer
     * @param tokens most tokens of an answer
     * @throws EngineException as {@link #open}
     */
    public BareLoop openBare(ModelConfig model, int answers, int context, int tokens) {
        ImportedModel imported =
                ModelImporter.importModel(model.gguf(), model.cacheRoot(), _ -> {});
        return BareLoop.open(runtime, model, imported, answers, context, tokens);
    }

    /**
     * Closes all models, stops the thread and frees native memory; what a hung computation uses is
     * left to the process's end. Idempotent.
     */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            loop.close();
            if (loop.hasEnded()) {
                runtime.close();
            }
        }
    }
}
