package dev.strata.tier.model;

import dev.strata.tier.TierConfig;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * Ends a process whose engine is dead, a grace after that was seen: whoever started it starts it
 * again. It halts: a thread that hangs in native code would keep an orderly end from ending.
 */
@Singleton
class LastResort {
    private static final Logger LOG = Logger.getLogger(LastResort.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final int STATUS = 70; // an internal error, by the convention of sysexits

    private final BooleanSupplier dead;
    private final Duration grace;
    private final Duration lookEvery;
    private final Runnable end;
    private final CountDownLatch stopped = new CountDownLatch(1);

    @Inject
    LastResort(ModelShelf shelf, TierConfig config) {
        this(
                shelf::isDead,
                config.deadGrace(),
                LOOK_EVERY,
                () -> Runtime.getRuntime().halt(STATUS));
    }

    LastResort(BooleanSupplier dead, Duration grace, Duration lookEvery, Runnable end) {
        this.dead = dead;
        this.grace = grace;
        this.lookEvery = lookEvery;
        this.end = end;
    }

    void start(@Observes StartupEvent started) {
        Thread.ofPlatform().name("tier-last-resort").daemon().start(this::watch);
    }

    private void watch() {
        try {
            while (!await(lookEvery)) {
                if (dead.getAsBoolean()) {
                    LOG.errorf(
                            "the engine is dead: expected models that serve, got none; this process ends in %d s, to be started again",
                            grace.toSeconds());
                    if (!await(grace)) {
                        end.run();
                    }
                    return;
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean await(Duration time) throws InterruptedException {
        return stopped.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    @PreDestroy
    void stop() {
        stopped.countDown();
    }
}
