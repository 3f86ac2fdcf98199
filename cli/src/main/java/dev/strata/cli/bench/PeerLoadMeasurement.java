package dev.strata.cli.bench;

import dev.strata.engine.Engine;
import dev.strata.engine.ModelConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * How one model's server is measured beside llama.cpp's: 70% of llama-server's most, at the same
 * random times and with the same prompts, by turns; each rests while the other is asked.
 *
 * @param llamaServer its program, or the URL of one that runs with the same model
 * @param requests under load, of each
 * @param err where it says what it does
 */
record PeerLoadMeasurement(String llamaServer, int requests, PrintWriter err) {
    private static final double SHARE_OF_CAPACITY = .7;
    private static final int AT_ONCE = TierUnderTest.RUNNING;
    private static final int TURNS = 2;
    private static final long SEED = 20_261_122;

    /** Starts both servers, measures them and ends them. */
    PeerLoadFigures of(Engine engine, ModelConfig config) {
        String name = config.name();
        err.printf("%s: starting a tier and llama-server%n", name);
        try (TierUnderTest tier = TierUnderTest.start(config);
                TierClient own = new TierClient(name, "127.0.0.1", tier.port());
                LlamaServer llama = LlamaServer.of(llamaServer, config, AT_ONCE)) {
            return measure(config, own, llama);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "servers of '%s' cannot be measured: expected to start and stop them, got %s; correct --vs or free space"
                            .formatted(name, e.getMessage()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("measuring was interrupted", e);
        }
    }

    private PeerLoadFigures measure(
            ModelConfig config, PoissonLoad.Asker own, PoissonLoad.Asker llama) {
        String name = config.name();
        var tokenizer = PoissonMeasurement.tokenizer(config);
        err.printf("%s: the most that llama-server does%n", name);
        new PoissonLoad(own, tokenizer, SEED).warmUp(AT_ONCE);
        PoissonLoad most = new PoissonLoad(llama, tokenizer, SEED);
        most.warmUp(AT_ONCE);
        double capacity = most.capacity(AT_ONCE, Math.max(AT_ONCE, requests / 4));
        double rate = SHARE_OF_CAPACITY * capacity;
        List<Heard> ofOwn = new ArrayList<>();
        List<Heard> ofLlama = new ArrayList<>();
        for (int turn = 1; turn <= TURNS; turn++) {
            err.printf("%s: %.2f requests a second, turn %d of %d%n", name, rate, turn, TURNS);
            int count = requests / TURNS;
            ofLlama.addAll(new PoissonLoad(llama, tokenizer, SEED + turn).poisson(rate, count));
            ofOwn.addAll(new PoissonLoad(own, tokenizer, SEED + turn).poisson(rate, count));
        }
        int asked = requests / TURNS * TURNS;
        return new PeerLoadFigures(
                capacity, rate, new LoadTimes(ofOwn, asked), new LoadTimes(ofLlama, asked));
    }
}
