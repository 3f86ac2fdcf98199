package dev.strata.engine.serve;

import dev.strata.engine.Device;
import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import dev.strata.engine.LanguageModel;
import dev.strata.engine.ModelConfig;
import dev.strata.engine.ModelInfo;
import dev.strata.engine.gguf.GgufFile;
import dev.strata.engine.importer.ImportedModel;
import dev.strata.engine.importer.ModelShape;
import dev.strata.engine.kv.KvShape;
import dev.strata.engine.onnx.OnnxRuntime;
import dev.strata.engine.text.ModelText;
import java.util.Locale;

/** Makes an imported model a served one. */
public final class ModelLoader {
    private static final int LEAST_CONTEXT = 16;

    private ModelLoader() {}

    /**
     * Loads the graph and hands the model to {@code loop}; keeps nothing where that fails.
     *
     * @throws EngineException as {@link dev.strata.engine.Engine#open} says
     */
    public static LanguageModel load(
            OnnxRuntime runtime, EngineLoop loop, ModelConfig config, ImportedModel model) {
        ModelText text;
        try (GgufFile file = GgufFile.open(model.ggufPath())) {
            text = ModelText.of(file);
        }
        ModelShape shape = model.shape();
        int context = contextTokens(config, shape);
        GraphRunner runner = GraphRunner.open(runtime, config, model, context);
        try {
            ModelInfo info = info(shape, text, context, runner.device());
            ModelWorker worker = new ModelWorker(config, runner, shape.vocabulary());
            loop.add(worker); // which closes the runner from now on
            return new ServedModel(config, info, text, loop, worker);
        } catch (RuntimeException | Error e) {
            runner.close();
            throw e;
        }
    }

    /** Never more than the graph has, nor than one request may hold of the KV budget. */
    static int contextTokens(ModelConfig config, ModelShape shape) {
        if (config.contextTokens() > shape.contextTokens()) {
            throw new EngineException(
                    EngineError.INVALID_REQUEST,
                    "model '%s' has a shorter context: expected at most %d tokens, got %d; lower the configured context"
                            .formatted(
                                    config.name(), shape.contextTokens(), config.contextTokens()));
        }
        int wanted =
                config.contextTokens() > 0
                        ? config.contextTokens()
                        : Math.min(shape.contextTokens(), ModelConfig.DEFAULT_CONTEXT_TOKENS);
        KvShape kv = new KvShape(shape.layers(), shape.kvHeads(), shape.headDim());
        int affordable = kv.affordableTokens(config.kvBudgetBytes());
        if (affordable < LEAST_CONTEXT) {
            throw new EngineException(
                    EngineError.INVALID_REQUEST,
                    "KV budget of model '%s' is too small: expected at least %d bytes, got %d; raise it"
                            .formatted(
                                    config.name(),
                                    kv.residentBytes(LEAST_CONTEXT),
                                    config.kvBudgetBytes()));
        }
        return Math.min(wanted, affordable);
    }

    private static ModelInfo info(ModelShape shape, ModelText text, int context, Device device) {
        return new ModelInfo(
                shape.name(),
                shape.sha256(),
                text.tokenizer().sha256(),
                text.template().sha256(),
                shape.architecture(),
                "exact",
                device.name().toLowerCase(Locale.ROOT),
                context,
                shape.vocabulary(),
                shape.activeParameters());
    }
}
