package dev.strata.tier.model;

import dev.strata.engine.Adapting;
import dev.strata.engine.Device;
import dev.strata.engine.Engine;
import dev.strata.engine.EngineConfig;
import dev.strata.engine.LanguageModel;
import dev.strata.engine.ModelConfig;
import dev.strata.engine.Reuse;
import dev.strata.engine.importer.ImportProgress;
import dev.strata.models.Catalogue;
import dev.strata.models.CatalogueEntry;
import dev.strata.models.ModelStore;
import dev.strata.tier.ModelsConfig;
import dev.strata.tier.TierConfig;
import io.quarkus.arc.DefaultBean;
import io.quarkus.runtime.configuration.MemorySize;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Models of the catalogue, from the store on disk, on the engine. */
@DefaultBean
@Singleton
class EngineModelSource implements ModelSource {
    private static final Logger LOG = Logger.getLogger(EngineModelSource.class);

    private final TierConfig config;
    private final Path cache;
    private final Catalogue catalogue;
    private final ModelStore store;
    private @Nullable Engine engine;

    EngineModelSource(TierConfig config, ModelsConfig models) {
        this.config = config;
        this.cache = models.cache();
        this.catalogue =
                models.catalogue().map(EngineModelSource::catalogue).orElseGet(Catalogue::bundled);
        this.store = new ModelStore(models.home());
    }

    @Override
    public Origin origin(String tier) {
        CatalogueEntry entry = catalogue.require(tier);
        return new Origin(entry.model(), entry.sha256());
    }

    @Override
    public LanguageModel open(String tier, Consumer<String> progress) {
        Path gguf = store.require(catalogue.require(tier));
        LanguageModel model =
                engine().open(modelConfig(tier, gguf), step -> progress.accept(words(step)));
        if (config.device() == Device.AUTO && model.info().device().equals("cpu")) {
            LOG.infof("no CUDA device: %s runs on the CPU", tier.toUpperCase(Locale.ROOT));
        }
        return model;
    }

    @Override
    public synchronized void close() {
        if (engine != null) {
            engine.close();
            engine = null;
        }
    }

    private static Catalogue catalogue(String name) {
        return switch (name) {
            case "default" -> Catalogue.bundled();
            case "tiny" -> Catalogue.tiny();
            default -> Catalogue.load(Path.of(name));
        };
    }

    private synchronized Engine engine() {
        if (engine == null) {
            engine = Engine.start(EngineConfig.under(cache).withTurnLimit(config.turnLimit()));
        }
        return engine;
    }

    private ModelConfig modelConfig(String tier, Path gguf) {
        int threads =
                config.threads() == 0
                        ? Runtime.getRuntime().availableProcessors()
                        : config.threads();
        return new ModelConfig(
                        tier,
                        gguf,
                        cache,
                        threads,
                        config.contextTokens(),
                        config.queueCapacity(),
                        config.maxRunning(),
                        config.kvBudget().asLongValue(),
                        config.device())
                .withPrecision(config.precision(), config.secondGraphBudget().asLongValue())
                .with(
                        new Reuse(
                                config.prefixBudget()
                                        .map(MemorySize::asLongValue)
                                        .orElse(Reuse.EVERYTHING.prefixBytes()),
                                config.speculation()))
                .with(
                        new Adapting(
                                config.adapters().isPresent()
                                        ? config.adapterBudget().asLongValue()
                                        : 0,
                                List.of(catalogue.require(tier).model())));
    }

    private static String words(ImportProgress step) {
        return switch (step.phase()) {
            case HASHING -> "reading %.0f%%".formatted(100 * step.fraction());
            case CONVERTING -> "converting %.0f%%".formatted(100 * step.fraction());
            case READY -> "loading";
        };
    }
}
