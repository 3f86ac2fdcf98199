package dev.strata.gateway;

import dev.strata.gateway.admit.Admission;
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
import dev.strata.gateway.reload.LiveFiles;
import dev.strata.gateway.reload.LiveSettings;
import dev.strata.gateway.rights.RightsSettings;
import dev.strata.gateway.shared.SharedStore;
import dev.strata.gateway.tier.TierDirectory;
import dev.strata.gateway.tier.TierSettings;
import dev.strata.router.conversation.ConversationMemory;
import dev.strata.router.conversation.FloorStore;
import dev.strata.router.conversation.MemoryFloorStore;
import dev.strata.router.settings.LiveFile;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import org.jboss.logging.Logger;

/** What answers requests: the cache, the record of them, and the desk. */
@Singleton
class ChatBeans {
    private static final Logger LOG = Logger.getLogger(ChatBeans.class);
    private static final Duration SWEEP = Duration.ofSeconds(1);
    private static final Duration CACHE_SWEEP = Duration.ofSeconds(10);

    private final GatewayTimer timer;

    ChatBeans(GatewayTimer timer) {
        this.timer = timer;
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
        timer.repeat(CACHE_SWEEP, CACHE_SWEEP, cache::sweep);
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
        timer.repeat(SWEEP, SWEEP, desk::sweep);
        ReplicaMetrics replicas = new ReplicaMetrics(meters, directory);
        timer.repeat(SWEEP, SWEEP, replicas::look);
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
}
