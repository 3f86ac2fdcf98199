package dev.strata.tier.serve;

import dev.strata.tier.TierConfig;
import dev.strata.tier.model.ModelHealth;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * The calls being answered. When the process is asked to end, new ones are refused, running ones
 * may finish within a grace, and the rest are cut. Thread-safe.
 */
@Singleton
class InFlight {
    private static final Logger LOG = Logger.getLogger(InFlight.class);

    private final Set<Call> calls = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("tier-calls").daemon().factory());
    private final ModelHealth health;
    private final Duration grace;
    private volatile boolean draining;

    InFlight(TierConfig config, ModelHealth health) {
        this.health = health;
        this.grace = config.drainGrace();
        var _ = clock.scheduleWithFixedDelay(this::sweep, 1, 1, TimeUnit.SECONDS);
    }

    private void sweep() {
        lookAfter(calls);
        try {
            health.publish();
        } catch (RuntimeException e) {
            LOG.error("health could not be published", e);
        }
    }

    /** Throws no exception: the clock would never call it again. */
    static void lookAfter(Collection<Call> calls) {
        for (Call call : calls) {
            try {
                call.tick();
            } catch (RuntimeException e) {
                LOG.errorf(e, "tier '%s': a call could not be looked after", call.tier());
            }
        }
    }

    /** Keeps {@code call} until it ends; a draining process cuts it at once. */
    void add(Call call) {
        calls.add(call);
        call.ended().thenRun(() -> calls.remove(call));
        if (draining) {
            call.cut(TierErrors.draining(call.tier()));
        }
    }

    void drain(@Observes ShutdownEvent ending) {
        draining = true;
        health.drain();
        int running = calls.size();
        if (running == 0) {
            return;
        }
        LOG.infof("%d answers are running; they have %d s to finish", running, grace.toSeconds());
        CompletableFuture<?>[] ends =
                calls.stream()
                        .map(call -> call.ended().toCompletableFuture())
                        .toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(ends).get(grace.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            LOG.warnf("%d answers did not finish in time and are cut", calls.size());
        } catch (ExecutionException e) {
            throw new IllegalStateException("a call ended exceptionally", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        calls.forEach(call -> call.cut(TierErrors.draining(call.tier())));
    }

    @PreDestroy
    void close() {
        clock.shutdownNow();
    }
}
