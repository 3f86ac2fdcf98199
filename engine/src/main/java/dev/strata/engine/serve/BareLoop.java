package dev.strata.engine.serve;

import dev.strata.engine.ModelConfig;
import dev.strata.engine.TokenIds;
import dev.strata.engine.batch.Scheduler;
import dev.strata.engine.decode.RawDistribution;
import dev.strata.engine.importer.ImportedModel;
import dev.strata.engine.onnx.OnnxRuntime;
import java.util.SplittableRandom;

/**
 * Answers computed together with nothing around them, no scheduling, choosing, text or events: what
 * a server's overhead is measured against. One thread at a time.
 */
public final class BareLoop implements AutoCloseable {
    private final GraphRunner runner;
    private final RawDistribution raw;
    private final int vocabulary;
    private final int answers;
    private final int context;

    private BareLoop(GraphRunner runner, int vocabulary, int answers, int context) {
        this.runner = runner;
        this.raw = new RawDistribution(vocabulary);
        this.vocabulary = vocabulary;
        this.answers = answers;
        this.context = context;
    }

    /**
     * Loads the model.
     *
     * @param answers computed together
     * @param context tokens before an answer, at least 1
     * @param tokens most tokens of an answer
     */
    public static BareLoop open(
            OnnxRuntime runtime,
            ModelConfig config,
            ImportedModel model,
            int answers,
            int context,
            int tokens) {
        GraphRunner runner =
                GraphRunner.open(runtime, config.withRunning(answers), model, context + tokens + 1);
        return new BareLoop(runner, model.shape().vocabulary(), answers, context);
    }

    /** Computes {@code tokens} tokens of each answer: tokens a second, prompts apart. */
    public double tokensPerSecond(int tokens) {
        Sequence[] sequences = new Sequence[answers];
        for (int slot = 0; slot < answers; slot++) {
            int[] prompt = new SplittableRandom(slot).ints(context, 0, vocabulary).toArray();
            sequences[slot] = new Sequence(TokenIds.of(prompt), context - 1);
            while (sequences[slot].pending() > 1) {
                int most = Math.min(sequences[slot].pending() - 1, Scheduler.CHUNK_TOKENS);
                int end = sequences[slot].computed() + most;
                runner.chunk(slot, sequences[slot], most, end);
                sequences[slot].advance(most);
            }
        }
        long start = System.nanoTime();
        for (int i = 0; i < tokens; i++) {
            runner.step(0, sequences);
            for (int slot = 0; slot < answers; slot++) {
                raw.read(runner.logits(slot));
                sequences[slot].advance(1);
                sequences[slot].append(raw.mostLikely());
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        for (int slot = 0; slot < answers; slot++) {
            runner.kv().free(slot);
        }
        return answers * tokens / seconds;
    }

    @Override
    public void close() {
        runner.close();
    }
}
