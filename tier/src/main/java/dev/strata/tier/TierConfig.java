package dev.strata.tier;

import dev.strata.engine.Device;
import dev.strata.engine.Precision;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a tier process serves, and how much of the machine each of its models may use. */
@ConfigMapping(prefix = "strata.tier")
public interface TierConfig {

    /** Names of the tiers to serve, loaded in this order. Both deployables set a default. */
    List<String> models();

    /** Where this process runs; set {@code strata.zone}, which the whole mesh shares. */
    @WithDefault("${strata.zone}")
    Zone zone();

    /** Threads of one computation; 0 takes all processors that the process sees. */
    @WithDefault("0")
    int threads();

    /** Requests of a model that may wait; one more is answered with RESOURCE_EXHAUSTED. */
    @WithDefault("64")
    int queueCapacity();

    /** Requests of a model that are computed by turns. */
    @WithDefault("16")
    int maxRunning();

    /**
     * Bytes of KV cache of a model, e.g. {@code 256M}; 0 takes what one request with the whole
     * context needs, at most a sixteenth of the machine's memory.
     */
    @WithDefault("0")
    MemorySize kvBudget();

    /**
     * Bytes of cached prompts of a model, within its KV budget; 0 caches none. Unless set, a
     * quarter of the KV budget.
     */
    Optional<MemorySize> prefixBudget();

    /**
     * Whether answers that repeat their prompt are guessed from it, and several tokens verified at
     * once, where that pays. Changes no answer.
     */
    @WithDefault("true")
    boolean speculation();

    /** Tokens of prompt and answer together; 0 takes the model's own, within the engine's cap. */
    @WithDefault("0")
    int contextTokens();

    /** Where to compute: {@code cpu}, {@code cuda} (an error without it) or {@code auto}. */
    @WithDefault("cpu")
    Device device();

    /**
     * How faithfully the model may compute where that is faster: {@code exact}, {@code balanced} or
     * {@code fast}. Other than exact, a second graph for prompts, guesses and many answers at once
     * is loaded where it fits {@link #secondGraphBudget()} and pays.
     */
    @WithDefault("exact")
    Precision precision();

    /** Most bytes of a model's second graph. */
    @WithDefault("2G")
    MemorySize secondGraphBudget();

    /**
     * Folder of LoRA adapters as PEFT saves them, each in {@code <tier>/<adapter>/}; what comes,
     * changes or goes there is loaded, loaded again or unloaded. Unset: no adapters.
     */
    Optional<Path> adapters();

    /**
     * Most bytes of a model's adapters together; one that does not fit is not loaded. The model's
     * weights are held a second time beside them, which this does not count.
     */
    @WithDefault("256M")
    MemorySize adapterBudget();

    /** How often the folder of adapters is looked at. */
    @WithDefault("2s")
    Duration adapterPoll();

    /** How long answers may go on after the process was asked to end. */
    @WithDefault("10s")
    Duration drainGrace();

    /**
     * The longest that one computation may take. One that takes longer hangs: all requests fail,
     * and the models serve no more.
     */
    @WithDefault("2m")
    Duration turnLimit();

    /**
     * How long a process goes on whose engine is dead, before it ends itself to be started again.
     */
    @WithDefault("10s")
    Duration deadGrace();

    /** How long a client may read nothing of what waits for it before its answer is given up. */
    @WithDefault("30s")
    Duration stallLimit();

    /**
     * How old a connection grows, give or take a tenth, before its client is asked to open another:
     * one that is long-lived finds replicas that came later. 0 for as old as it likes, else 1s or
     * more.
     */
    @WithDefault("5m")
    Duration maxConnectionAge();

    /**
     * How long calls on a connection that is too old may go on; at least as long as an answer may
     * take, since they are cut then.
     */
    @WithDefault("5m")
    Duration maxConnectionAgeGrace();
}
