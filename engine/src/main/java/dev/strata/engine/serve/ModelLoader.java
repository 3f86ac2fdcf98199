package dev.strata.engine.serve;

import dev.strata.engine.EngineException;
import dev.strata.engine.LanguageModel;
import dev.strata.engine.ModelConfig;
import dev.strata.engine.ModelInfo;
import dev.strata.engine.Precision;
import dev.strata.engine.gguf.GgufFile;
import dev.strata.engine.importer.ImportedModel;
import dev.strata.engine.importer.ModelShape;
import dev.strata.engine.kv.MachineMemory;
import dev.strata.engine.onnx.OnnxRuntime;
import dev.strata.engine.text.ModelText;
import java.util.Locale;

/** Makes an imported model a served one. */
public final class ModelLoader {
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
        KvPlan kv = KvPlan.of(config, shape, MachineMemory.bytes());
        int context = kv.contextTokens();
        GraphRunner runner = GraphRunner.open(runtime, config, model, context);
        try {
            ModelInfo info = info(shape, text, context, config, runner);
            ModelWorker worker = new ModelWorker(config, kv, runner, shape.vocabulary());
            loop.add(worker); // which closes the runner from now on
            return new ServedModel(config, info, text, loop, worker, runner.adapters());
        } catch (RuntimeException | Error e) {
            runner.close();
            throw e;
        }
    }

    private static ModelInfo info(
            ModelShape shape, ModelText text, int context, ModelConfig config, GraphRunner runner) {
        Precision precision = runner.hasSecondGraph() ? config.precision() : Precision.EXACT;
        return new ModelInfo(
                shape.name(),
                shape.sha256(),
                text.tokenizer().sha256(),
                text.template().sha256(),
                shape.architecture(),
                precision.name().toLowerCase(Locale.ROOT),
                runner.device().name().toLowerCase(Locale.ROOT),
                context,
                shape.vocabulary(),
                shape.activeParameters(),
                runner.weightBytes());
    }
}
