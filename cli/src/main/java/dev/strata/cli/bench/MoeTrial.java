package dev.strata.cli.bench;

import dev.strata.engine.Engine;
import dev.strata.engine.EngineConfig;
import dev.strata.engine.LanguageModel;
import dev.strata.engine.ModelConfig;
import dev.strata.engine.Reuse;
import dev.strata.engine.gguf.GgufFile;
import dev.strata.engine.gguf.GgufTensor;
import dev.strata.engine.tiny.TinyModel;
import dev.strata.engine.tiny.TinySpec;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Generates and measures a mixture of experts and the dense models beside it, all by turns.
 *
 * @param folder of the models and their imports; whoever runs the trial deletes it
 * @param threads of one computation
 * @param err where it says what it does
 */
record MoeTrial(Path folder, int threads, PrintWriter err) {
    private static final long WARM_UP_NANOS = 1_000_000_000L;

    /**
     * Measures in {@code rounds} rounds.
     *
     * @param base of all three: its feed-forward width is an expert's
     */
    MoeFigures run(TinySpec base, int experts, int used, int rounds) {
        int width = base.feedForward();
        try (Engine engine = Engine.start(EngineConfig.under(folder));
                Measured mixture = open(engine, "mixture", base.withExperts(experts, used));
                Measured whole = open(engine, "whole", base.withFeedForward(experts * width));
                Measured slim = open(engine, "slim", base.withFeedForward(used * width))) {
            List<Measured> all = List.of(mixture, whole, slim);
            for (int round = 1; round <= rounds; round++) {
                err.printf("round %d of %d%n", round, rounds);
                all.forEach(Measured::round);
            }
            return new MoeFigures(mixture.figures(), whole.figures(), slim.figures());
        }
    }

    private Measured open(Engine engine, String name, TinySpec spec) {
        err.printf("%s: generating, importing and loading%n", name);
        Path gguf = folder.resolve(name + ".gguf");
        TinyModel.write(gguf, spec);
        long weights;
        long bytes;
        try (GgufFile file = GgufFile.open(gguf)) {
            weights = file.tensors().stream().mapToLong(GgufTensor::elements).sum();
            bytes = file.sizeBytes();
        }
        ModelConfig config = ModelConfig.of(name, gguf, folder, threads).with(Reuse.NOTHING);
        LanguageModel model = engine.open(config, _ -> {});
        EngineTrial trial = new EngineTrial(model);
        trial.warmUp(EngineCase.PREFILL_EXACT, WARM_UP_NANOS);
        trial.warmUp(EngineCase.DECODE1_EXACT, WARM_UP_NANOS);
        return new Measured(model, trial, weights, bytes, new ArrayList<>(), new ArrayList<>());
    }

    /** One of the models, and what its rounds gave. */
    private record Measured(
            LanguageModel model,
            EngineTrial trial,
            long weights,
            long bytes,
            List<Double> decode,
            List<Double> prefill)
            implements AutoCloseable {

        void round() {
            prefill.add(trial.run(EngineCase.PREFILL_EXACT));
            decode.add(trial.run(EngineCase.DECODE1_EXACT));
        }

        MoeFigures.Model figures() {
            return new MoeFigures.Model(
                    weights, model.info().activeParameters(), bytes, decode, prefill);
        }

        @Override
        public void close() {
            model.close();
        }
    }
}
