package dev.strata.tier.model;

import dev.strata.engine.LanguageModel;
import dev.strata.engine.ModelInfo;
import dev.strata.service.StartGate;
import dev.strata.tier.TierConfig;
import dev.strata.tier.model.ModelSource.Origin;
import dev.strata.tier.model.ModelState.Failed;
import dev.strata.tier.model.ModelState.Loading;
import dev.strata.tier.model.ModelState.Ready;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * The models of this process by tier name, each with its state.
 *
 * <p>One background thread loads them in the configured order. A model that cannot be loaded is
 * logged once and stays {@link Failed}: the others are served, the process stays up and is never
 * ready. Thread-safe.
 */
@Singleton
public class ModelShelf implements StartGate {
    private static final Logger LOG = Logger.getLogger(ModelShelf.class);
    private static final Failed STOPPED =
            new Failed("it was loaded and serves no more; start the process again");

    private final ModelSource source;
    private final Map<String, Origin> origins;
    private final Map<String, ModelState> states;
    private final Map<String, Duration> loads = new ConcurrentHashMap<>();
    private volatile boolean closing;
    private final CompletableFuture<Void> opened = new CompletableFuture<>();
    private final CompletableFuture<Void> loaded = new CompletableFuture<>();

    ModelShelf(TierConfig config, ModelSource source) {
        this.source = source;
        Map<String, Origin> known = new LinkedHashMap<>();
        for (String tier : config.models()) {
            if (known.put(tier, source.origin(tier)) != null) {
                throw new IllegalArgumentException(
                        "strata.tier.models names '%s' twice: expected each tier once, got %s; remove one"
                                .formatted(tier, config.models()));
            }
        }
        this.origins = Collections.unmodifiableMap(known);
        this.states = Collections.synchronizedMap(new LinkedHashMap<>());
        known.keySet().forEach(tier -> states.put(tier, new Loading("waiting")));
    }

    /** Tier names, in the order of loading. */
    public List<String> tiers() {
        return List.copyOf(origins.keySet());
    }

    /** How far the model of {@code tier} is; empty where this process does not serve it. */
    public Optional<ModelState> state(String tier) {
        return hasStopped(tier) ? Optional.of(STOPPED) : Optional.ofNullable(states.get(tier));
    }

    private boolean hasStopped(String tier) {
        return states.get(tier) instanceof Ready(var model) && !model.serves();
    }

    /** What the catalogue says of a tier that this process serves. */
    public Origin origin(String tier) {
        Origin origin = origins.get(tier);
        if (origin == null) {
            throw new IllegalArgumentException("tier '%s' is not served here".formatted(tier));
        }
        return origin;
    }

    /** How long the model of {@code tier} took to be loaded, its import included; empty before. */
    public Optional<Duration> loadedIn(String tier) {
        return Optional.ofNullable(loads.get(tier));
    }

    /** True while every model is loaded and serves. */
    public boolean isReady() {
        return tiers().stream().allMatch(tier -> state(tier).orElseThrow() instanceof Ready);
    }

    /** True once a model that was loaded serves no more: its engine is dead, and stays so. */
    public boolean isDead() {
        return !closing && tiers().stream().anyMatch(this::hasStopped);
    }

    @Override
    public CompletionStage<?> opened() {
        return opened.minimalCompletionStage();
    }

    /** Completes when loading is over, however it went. */
    public CompletionStage<?> loaded() {
        return loaded.minimalCompletionStage();
    }

    void startLoading(@Observes StartupEvent started) {
        Thread.ofPlatform().name("model-loader").daemon().start(this::loadAll);
    }

    private void loadAll() {
        tiers().forEach(this::load);
        System.gc(); // What reading models left is a third of the heap, which the system gets back.
        if (isReady()) {
            opened.complete(null);
        } else {
            opened.completeExceptionally(new IllegalStateException("a model cannot be loaded"));
        }
        loaded.complete(null);
    }

    private void load(String tier) {
        long start = System.nanoTime();
        String name = origin(tier).model();
        LOG.infof("tier '%s': loading %s", tier, name);
        try {
            LanguageModel model = source.open(tier, new Progress(tier));
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            loads.put(tier, took);
            states.put(tier, new Ready(model));
            ModelInfo info = model.info();
            LOG.infof(
                    "tier '%s': %s is ready on %s, context %d tokens, after %.1f s",
                    tier, name, info.device(), info.contextTokens(), took.toMillis() / 1000.0);
        } catch (RuntimeException | LinkageError e) {
            String why = e.getMessage() == null ? e.toString() : e.getMessage();
            states.put(tier, new Failed(why));
            LOG.errorf(e, "tier '%s': %s cannot be loaded: %s", tier, name, why);
        }
    }

    @PreDestroy
    void close() {
        closing = true;
        if (!loaded.isDone()) {
            return; // the loader is inside native code; the process ends without it
        }
        for (ModelState state : states.values()) {
            if (state instanceof Ready(LanguageModel model)) {
                model.close();
            }
        }
        source.close();
    }

    /** Keeps the state's words fresh; logs them every two seconds. */
    private final class Progress implements java.util.function.Consumer<String> {
        private final String tier;
        private long loggedAt = System.nanoTime();

        Progress(String tier) {
            this.tier = tier;
        }

        @Override
        public void accept(String words) {
            states.put(tier, new Loading(words));
            if (System.nanoTime() - loggedAt > Duration.ofSeconds(2).toNanos()) {
                loggedAt = System.nanoTime();
                LOG.infof("tier '%s': %s", tier, words);
            }
        }
    }
}
