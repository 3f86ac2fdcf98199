package dev.strata.gateway;

import dev.strata.gateway.chat.ChatDesk;
import dev.strata.gateway.chat.Mesh;
import dev.strata.gateway.promote.PromotionSettings;
import dev.strata.gateway.promote.Rollout;
import dev.strata.gateway.reload.LiveFiles;
import dev.strata.gateway.reload.LiveSettings;
import dev.strata.gateway.tier.EventLoops;
import dev.strata.gateway.tier.TierDirectory;
import dev.strata.gateway.tier.TierSettings;
import dev.strata.router.cascade.LiveCascade;
import dev.strata.router.policy.LivePolicy;
import dev.strata.router.policy.PriceList;
import dev.strata.router.settings.LiveFile;
import dev.strata.service.StartGate;
import dev.strata.service.tls.MeshTls;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The mesh that requests are routed over: its tiers, their prices, and what was learned. */
@Singleton
class MeshBeans {
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final GatewayTimer timer;

    MeshBeans(GatewayTimer timer) {
        this.timer = timer;
    }

    @Produces
    @Singleton
    TierDirectory directory(
            TierSettings tiers, TierSettings.Calls calls, MeshTls tls, Vertx vertx) {
        if (tiers.tiers().isEmpty()) {
            throw new IllegalArgumentException(
                    "strata.tiers is empty: expected at least one strata.tiers.<tier>.endpoint=host:port; add it");
        }
        return new TierDirectory(
                tiers.tiers(),
                calls,
                tls.credentials(),
                EventLoops.of(vertx.nettyEventLoopGroup()),
                timer.executor(),
                InstantSource.system());
    }

    private static LiveFile<PriceList> prices(
            RouterFiles.PriceSettings settings, Set<String> tiers, LiveFiles files) {
        LiveFile<PriceList> prices =
                settings.file()
                        .map(file ->
                                LiveFile.of(
                                        file,
                                        text -> PriceList.of(text).requireAll(text.name(), tiers)))
                        .orElseGet(() ->
                                LiveFile.fixed(
                                        PriceList.bundled().requireAll("prices.yaml", tiers)));
        files.watch(
                LiveSettings.of("prices", prices, PriceList::version), settings.reloadInterval());
        return prices;
    }

    @Produces
    @Singleton
    Mesh mesh(
            TierDirectory directory,
            TierSettings tiers,
            LivePolicy policy,
            RouterFiles.PriceSettings prices,
            LiveCascade cascade,
            Rollout rollout,
            LiveFiles files) {
        return new Mesh(
                directory,
                ranks(tiers.tiers()),
                policy,
                prices(prices, tiers.tiers().keySet(), files),
                cascade,
                rollout);
    }

    /** The settings' ranks; without them tiers rank by name. */
    private static Map<String, Integer> ranks(Map<String, TierSettings.Tier> tiers) {
        Map<String, Integer> ranks = new TreeMap<>();
        int next = 1;
        for (var tier : new TreeMap<>(tiers).entrySet()) {
            ranks.put(tier.getKey(), tier.getValue().rank().orElse(next));
            next++;
        }
        return ranks;
    }

    @Produces
    @Singleton
    Rollout rollout(PromotionSettings settings, MeterRegistry meters, LiveFiles files) {
        Rollout rollout = Rollout.start(settings, InstantSource.system(), meters);
        rollout.key().ifPresent(key -> files.watch(key, settings.reloadInterval()));
        timer.repeat(LOOK, LOOK, rollout::look);
        return rollout;
    }

    /** Ready once every tier's endpoint was looked at, whatever the look found. */
    @Produces
    @Singleton
    StartGate tiersLookedAt(TierDirectory directory, ChatDesk desk) {
        // The first router is made before the first request, and on no event loop.
        return () -> directory.firstLook().thenRunAsync(desk::prepare, timer.executor());
    }
}
