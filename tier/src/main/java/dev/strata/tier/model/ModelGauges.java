package dev.strata.tier.model;

import dev.strata.engine.EngineLoad;
import dev.strata.engine.EngineTotals;
import dev.strata.service.metrics.ProcessMetrics;
import dev.strata.tier.model.ModelState.Ready;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** How busy each model is, for Prometheus. A model that is not loaded shows zeros. */
@Singleton
class ModelGauges {
    private static final String CUDA = "cuda";
    private static final List<String> DEVICES = List.of("cpu", CUDA);

    private final ModelShelf shelf;
    private final MeterRegistry registry;
    private final ProcessMetrics process;

    ModelGauges(ModelShelf shelf, MeterRegistry registry, ProcessMetrics process) {
        this.shelf = shelf;
        this.registry = registry;
        this.process = process;
    }

    void register(@Observes StartupEvent started) {
        process.gpu(
                shelf,
                all -> all.tiers().stream().mapToDouble(tier -> computed(all, tier, CUDA)).sum());
        for (String tier : shelf.tiers()) {
            for (String device : DEVICES) {
                FunctionCounter.builder(
                                "strata.tier.computed.seconds",
                                shelf,
                                all -> computed(all, tier, device))
                        .description("Time in which the device computed for the tier")
                        .tags("tier", tier, "device", device)
                        .register(registry);
            }
            load(tier, "strata.tier.queued", "Requests waiting at the tier", EngineLoad::queued);
            load(
                    tier,
                    "strata.tier.running",
                    "Requests being computed: the batch",
                    EngineLoad::running);
            load(
                    tier,
                    "strata.tier.prefix.bytes",
                    "Bytes of cached prompts resident",
                    EngineLoad::prefixBytes);
            total(
                    tier,
                    "strata.tier.prefix.searched.tokens",
                    "Tokens of prompts looked for in the prefix cache",
                    EngineTotals::searchedTokens);
            total(
                    tier,
                    "strata.tier.prefix.found.tokens",
                    "Of these, tokens taken from it",
                    EngineTotals::foundTokens);
            total(
                    tier,
                    "strata.tier.guessed.tokens",
                    "Tokens of answers guessed and verified",
                    EngineTotals::guessedTokens);
            total(
                    tier,
                    "strata.tier.guessed.right.tokens",
                    "Of these, right ones",
                    EngineTotals::rightTokens);
            load(tier, "strata.tier.kv.bytes", "Bytes of KV cache resident", EngineLoad::kvBytes);
            load(
                    tier,
                    "strata.tier.kv.budget.bytes",
                    "Most bytes of KV cache",
                    EngineLoad::kvBudgetBytes);
            Gauge.builder("strata.tier.weights.bytes", shelf, all -> weightBytes(all, tier))
                    .description("Bytes of the weights of every graph that is loaded, as imported")
                    .tag("tier", tier)
                    .register(registry);
            Gauge.builder(
                            "strata.tier.load.seconds",
                            shelf,
                            all -> all.loadedIn(tier).orElse(Duration.ZERO).toNanos() / 1e9)
                    .description("How long loading the model took, its import included")
                    .tag("tier", tier)
                    .register(registry);
            Gauge.builder(
                            "strata.tier.ready",
                            shelf,
                            all -> all.state(tier).orElseThrow() instanceof Ready ? 1 : 0)
                    .description("1 where the model is loaded and serves")
                    .tag("tier", tier)
                    .register(registry);
        }
    }

    private static double weightBytes(ModelShelf shelf, String tier) {
        return shelf.state(tier).orElseThrow() instanceof Ready(var model)
                ? model.info().weightBytes()
                : 0;
    }

    /** Seconds, where the tier's model is on that device. */
    private static double computed(ModelShelf shelf, String tier, String device) {
        return shelf.state(tier).orElseThrow() instanceof Ready(var model)
                        && model.info().device().equals(device)
                ? model.totals().computedNanos() / 1e9
                : 0;
    }

    private void total(
            String tier, String name, String words, ToDoubleFunction<EngineTotals> value) {
        FunctionCounter.builder(
                        name,
                        shelf,
                        all ->
                                all.state(tier).orElseThrow() instanceof Ready(var model)
                                        ? value.applyAsDouble(model.totals())
                                        : 0)
                .description(words)
                .tag("tier", tier)
                .register(registry);
    }

    private void load(String tier, String name, String words, ToDoubleFunction<EngineLoad> value) {
        Gauge.builder(
                        name,
                        shelf,
                        all ->
                                all.state(tier).orElseThrow() instanceof Ready(var model)
                                        ? value.applyAsDouble(model.load())
                                        : 0)
                .description(words)
                .tag("tier", tier)
                .register(registry);
    }
}
