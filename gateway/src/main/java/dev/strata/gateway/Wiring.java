package dev.strata.gateway;

import dev.strata.gateway.admit.Admission;
import dev.strata.gateway.admit.AdmitSettings;
import dev.strata.gateway.admit.Budgets;
import dev.strata.gateway.admit.Ledger;
import dev.strata.gateway.admit.LocalLimits;
import dev.strata.gateway.admit.Minutes;
import dev.strata.gateway.cache.AnswerCache;
import dev.strata.gateway.cache.CacheSettings;
import dev.strata.gateway.capture.TrafficLog;
import dev.strata.gateway.chat.ChatDesk;
import dev.strata.gateway.chat.ChatMetrics;
import dev.strata.gateway.chat.ChatSettings;
import dev.strata.gateway.chat.ColdStarts;
import dev.strata.gateway.chat.InFlight;
import dev.strata.gateway.chat.Mesh;
import dev.strata.gateway.chat.Refusals;
import dev.strata.gateway.chat.ReplicaMetrics;
import dev.strata.gateway.chat.RequestIds;
import dev.strata.gateway.chat.RequestTraces;
import dev.strata.gateway.chat.SigningKey;
import dev.strata.gateway.chat.SubjectKeys;
import dev.strata.gateway.console.ConsoleSettings;
import dev.strata.gateway.console.RecentRequests;
import dev.strata.gateway.embed.SentenceModel;
import dev.strata.gateway.promote.PromotionSettings;
import dev.strata.gateway.promote.Rollout;
import dev.strata.gateway.reload.LiveFiles;
import dev.strata.gateway.reload.LiveSettings;
import dev.strata.gateway.rights.RightsSettings;
import dev.strata.gateway.shared.SharedSettings;
import dev.strata.gateway.shared.SharedStore;
import dev.strata.gateway.tenant.TenantSettings;
import dev.strata.gateway.tenant.Tenants;
import dev.strata.gateway.tier.EventLoops;
import dev.strata.gateway.tier.TierDirectory;
import dev.strata.gateway.tier.TierSettings;
import dev.strata.router.cascade.Cascade;
import dev.strata.router.cascade.LiveCascade;
import dev.strata.router.conversation.ConversationMemory;
import dev.strata.router.conversation.FloorStore;
import dev.strata.router.conversation.MemoryFloorStore;
import dev.strata.router.policy.LivePolicy;
import dev.strata.router.policy.PriceList;
import dev.strata.router.settings.LiveFile;
import dev.strata.service.StartGate;
import dev.strata.service.tls.MeshTls;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Builds the gateway's parts from its settings, starts them and stops them. */
@Singleton
public class Wiring {
    private static final Logger LOG = Logger.getLogger(Wiring.class);

    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("gateway-timer").factory());

    @Produces
    @Singleton
    LiveFiles liveFiles(MeterRegistry meters) {
        return new LiveFiles(timer, meters);
    }

    @Produces
    @Singleton
    Tenants tenants(TenantSettings settings, LiveFiles files) {
        Tenants tenants = Tenants.of(settings.file(), settings.keysFile(), InstantSource.system());
        files.watch(
                new LiveSettings("tenants", tenants::version, tenants::problem, tenants::look),
                settings.reloadInterval());
        return tenants;
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
                timer,
                InstantSource.system());
    }

    @Produces
    @Singleton
    Ledger ledger(AdmitSettings settings) {
        return settings.ledgerFile()
                .map(file -> Ledger.open(file, InstantSource.system()))
                .orElseGet(() -> Ledger.inMemory(InstantSource.system()));
    }

    @Produces
    @Singleton
    SharedStore shared(SharedSettings settings, Vertx vertx, MeterRegistry meters) {
        SharedStore shared = SharedStore.of(settings, vertx, InstantSource.system(), meters);
        long every = settings.lookInterval().toNanos();
        var _ = timer.scheduleWithFixedDelay(shared::look, 0, every, TimeUnit.NANOSECONDS);
        return shared;
    }

    @Produces
    @Singleton
    Admission admission(
            AdmitSettings settings, Ledger ledger, SharedStore shared, MeterRegistry meters) {
        var _ = timer.scheduleWithFixedDelay(ledger::force, 50, 50, TimeUnit.MILLISECONDS);
        return Admission.of(
                settings,
                shared.limits()
                        .orElseGet(() -> new LocalLimits(new Minutes(System::nanoTime), ledger)),
                System::nanoTime,
                meters);
    }

    @Produces
    @Singleton
    Budgets budgets(Ledger ledger, SharedStore shared) {
        return shared.budgets().orElseGet(() -> Budgets.of(ledger));
    }

    @Produces
    @Singleton
    LivePolicy policy(RouterFiles.PolicySettings settings, LiveFiles files) {
        LivePolicy policy = settings.file().map(LivePolicy::of).orElseGet(LivePolicy::bundled);
        files.watch(
                new LiveSettings(
                        "policy", () -> policy.policy().version(), policy::problem, policy::look),
                settings.reloadInterval());
        return policy;
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

    @Produces
    @Singleton
    Rollout rollout(PromotionSettings settings, MeterRegistry meters, LiveFiles files) {
        Rollout rollout = Rollout.start(settings, InstantSource.system(), meters);
        rollout.key().ifPresent(key -> files.watch(key, settings.reloadInterval()));
        var _ = timer.scheduleWithFixedDelay(rollout::look, 1, 1, TimeUnit.SECONDS);
        return rollout;
    }

    @Produces
    @Singleton
    LiveCascade cascade(RouterFiles.CascadeSettings settings, LiveFiles files) {
        LiveCascade cascade =
                switch (settings.calibration()) {
                    case "bundled" -> LiveCascade.fixed(Cascade.bundled());
                    case "generic" -> LiveCascade.fixed(Cascade.generic());
                    default -> LiveCascade.of(Path.of(settings.calibration()));
                };
        files.watch(
                new LiveSettings(
                        "calibration",
                        () -> cascade.cascade().version(),
                        cascade::problem,
                        cascade::look),
                settings.reloadInterval());
        return cascade;
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
    AnswerCache cache(CacheSettings settings, SentenceModel model, MeterRegistry meters) {
        AnswerCache cache =
                new AnswerCache(
                        settings,
                        text -> model.embed(text).vector(),
                        work -> Thread.ofVirtual().name("cache").start(work),
                        meters,
                        System::nanoTime);
        var _ = timer.scheduleWithFixedDelay(cache::sweep, 10, 10, TimeUnit.SECONDS);
        return cache;
    }

    @Produces
    @Singleton
    @Typed(RecentRequests.class)
    RecentRequests recent(TrafficLog capture, ConsoleSettings console) {
        return new RecentRequests(capture, console.port().isPresent());
    }

    @Produces
    @Singleton
    ChatDesk desk(
            Mesh mesh,
            TierDirectory directory,
            Admission admission,
            AnswerCache cache,
            RecentRequests traffic,
            MeterRegistry meters,
            RightsSettings rights,
            TierSettings tiers,
            OpenTelemetry telemetry,
            SharedStore shared,
            ChatSettings settings,
            LiveFiles files) {
        byte[] secret = SigningKey.read(settings.signingKeyFile());
        ChatDesk desk =
                new ChatDesk(
                        new ChatDesk.Parts(
                                mesh,
                                directory,
                                admission,
                                cache,
                                ConversationMemory.of(floors(shared, settings), secret),
                                ids(secret, rights, files),
                                new RequestTraces(telemetry),
                                traffic,
                                new Refusals(
                                        traffic,
                                        settings.recordedRefusals(),
                                        System::nanoTime,
                                        meters),
                                new ChatMetrics(meters, directory, admission),
                                new InFlight(),
                                ColdStarts.of(tiers.tiers(), directory, meters),
                                settings,
                                InstantSource.system(),
                                System::nanoTime));
        var _ = timer.scheduleWithFixedDelay(desk::sweep, 1, 1, TimeUnit.SECONDS);
        ReplicaMetrics replicas = new ReplicaMetrics(meters, directory);
        var _ = timer.scheduleWithFixedDelay(replicas::look, 1, 1, TimeUnit.SECONDS);
        return desk;
    }

    private static FloorStore floors(SharedStore shared, ChatSettings settings) {
        if (shared.isConfigured() && settings.signingKeyFile().isEmpty()) {
            LOG.warn(
                    "conversations are not shared: strata.shared.redis.url is set, but strata.chat.signing-key-file is missing, so that each gateway has keys of its own; give all the same file");
        }
        return shared.floors().orElseGet(MemoryFloorStore::new);
    }

    private static RequestIds ids(byte[] secret, RightsSettings rights, LiveFiles files) {
        InstantSource clock = InstantSource.system();
        if (rights.subjectKeysFile().isEmpty()) {
            return new RequestIds(secret, clock);
        }
        LiveFile<SubjectKeys> keys = SubjectKeys.live(rights.subjectKeysFile().get());
        files.watch(
                LiveSettings.of("subject-keys", keys, SubjectKeys::version),
                rights.reloadInterval());
        return new RequestIds(secret, keys::value, clock);
    }

    /** Ready once every tier's endpoint was looked at, whatever the look found. */
    @Produces
    @Singleton
    StartGate tiersLookedAt(TierDirectory directory, ChatDesk desk) {
        // The first router is made before the first request, and on no event loop.
        return () -> directory.firstLook().thenRunAsync(desk::prepare, timer);
    }

    void start(@Observes StartupEvent started, TierDirectory directory) {
        directory.start();
    }

    /** Both faces are still open: Quarkus closes HTTP before it tells of the end itself. */
    void drain(@Observes ShutdownDelayInitiatedEvent begins, ChatDesk desk) {
        desk.drain();
    }

    /** Before the channels are closed every request has ended; capture closes after this. */
    void stop(
            @Observes @Priority(1000) ShutdownEvent stopping,
            TierDirectory directory,
            Ledger ledger,
            SharedStore shared) {
        timer.shutdownNow();
        directory.close();
        ledger.close();
        shared.close();
    }
}
