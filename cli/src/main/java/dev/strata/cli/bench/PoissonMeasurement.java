package dev.strata.cli.bench;

import dev.strata.engine.Engine;
import dev.strata.engine.ModelConfig;
import dev.strata.engine.gguf.GgufFile;
import dev.strata.engine.importer.ModelImporter;
import dev.strata.engine.serve.BareLoop;
import dev.strata.engine.text.ModelText;
import dev.strata.engine.text.Tokenizer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * How one model's server is measured: its most, then 70% of that at random times, then 8 answers by
 * turns with the bare computation, which rests while the server is asked.
 *
 * @param requests under load
 * @param rounds of 8 answers
 * @param err where it says what it does
 */
record PoissonMeasurement(int requests, int rounds, PrintWriter err) {
    private static final double SHARE_OF_CAPACITY = .7;
    private static final int AT_ONCE = 8;
    private static final int TOKENS = 128;
    private static final int CONTEXT = 96; // of the bare answers: about the served ones' middle
    private static final long SEED = 20_261_122;

    /** Starts the server, measures it and ends it. */
    PoissonFigures of(Engine engine, ModelConfig config) {
        err.printf("%s: starting a tier%n", config.name());
        try (BareLoop bare = engine.openBare(config, AT_ONCE, CONTEXT, TOKENS);
                TierUnderTest tier = TierUnderTest.start(config);
                TierClient client = new TierClient(config.name(), "127.0.0.1", tier.port())) {
            return measure(config.name(), bare, new PoissonLoad(client, tokenizer(config), SEED));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "tier '%s' cannot be measured: expected to start and stop it, got %s; free space and try again"
                            .formatted(config.name(), e.getMessage()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("measuring was interrupted", e);
        }
    }

    private PoissonFigures measure(String name, BareLoop bare, PoissonLoad load) {
        err.printf("%s: the most it does%n", name);
        int most = TierUnderTest.RUNNING;
        load.warmUp(most); // a fresh process' compiler needs some seconds
        double capacity = load.capacity(most, Math.max(most, requests / 4));
        double rate = SHARE_OF_CAPACITY * capacity;
        err.printf("%s: %d requests, %.2f a second%n", name, requests, rate);
        List<Heard> heard = load.poisson(rate, requests);
        List<Double> alone = new ArrayList<>();
        List<Double> served = new ArrayList<>();
        double _ = bare.tokensPerSecond(TOKENS);
        for (int round = 1; round <= rounds; round++) {
            err.printf("%s: 8 answers, round %d of %d%n", name, round, rounds);
            alone.add(bare.tokensPerSecond(TOKENS));
            served.add(load.together(AT_ONCE, 2 * TOKENS));
        }
        return new PoissonFigures(capacity, rate, requests, heard, alone, served);
    }

    /** How the model reads texts. */
    static Tokenizer tokenizer(ModelConfig config) {
        try (GgufFile file =
                GgufFile.open(ModelImporter.file(config.gguf(), config.cacheRoot(), _ -> {}))) {
            return ModelText.of(file).tokenizer();
        }
    }
}
