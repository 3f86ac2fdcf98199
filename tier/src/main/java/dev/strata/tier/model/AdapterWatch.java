package dev.strata.tier.model;

import dev.strata.tier.TierConfig;
import dev.strata.tier.model.ModelState.Ready;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Looks at the folder of adapters from time to time, on a thread of its own. */
@Singleton
class AdapterWatch {
    private static final Logger LOG = Logger.getLogger(AdapterWatch.class);

    private final TierConfig config;
    private final ModelShelf shelf;
    private final CountDownLatch stopped = new CountDownLatch(1);

    AdapterWatch(TierConfig config, ModelShelf shelf) {
        this.config = config;
        this.shelf = shelf;
    }

    void start(@Observes StartupEvent started) {
        config.adapters()
                .ifPresent(folder -> {
                    if (!Files.isDirectory(folder)) {
                        LOG.warnf(
                                "strata.tier.adapters is no folder yet: expected adapters in <tier>/<adapter>/ below it, got '%s'; make it or correct the path",
                                folder);
                    }
                    Thread.ofPlatform().name("adapter-watch").daemon().start(() -> watch(folder));
                });
    }

    private void watch(Path folder) {
        Map<String, AdapterFolder> folders = new LinkedHashMap<>();
        for (String tier : shelf.tiers()) {
            folders.put(
                    tier, new AdapterFolder(tier, folder.resolve(tier), InstantSource.system()));
        }
        try {
            do {
                folders.forEach(this::look);
            } while (!stopped.await(config.adapterPoll().toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(String tier, AdapterFolder folder) {
        try {
            if (stopped.getCount() > 0
                    && shelf.state(tier).orElse(null) instanceof Ready(var model)) {
                folder.look(model.adapters());
            }
        } catch (RuntimeException e) {
            LOG.errorf(e, "tier '%s': its adapters were not looked at; they will be again", tier);
        }
    }

    @PreDestroy
    void stop() {
        stopped.countDown();
    }
}
