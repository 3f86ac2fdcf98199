package dev.strata.gateway.promote;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.strata.gateway.reload.LiveSettings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The promotions of a running gateway: takes new ones, tries each on 1, 5, 25 and 100% of the
 * requests, and undoes it where more answers are handed up, fail or are disliked. Thread-safe.
 */
public final class Rollout {
    private static final Logger LOG = Logger.getLogger(Rollout.class);
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final @Nullable PromotionReader reader;
    private final @Nullable RolloutFiles files;
    private final Duration stageTime;
    private final long stageRequests;
    private final InstantSource clock;
    private final Counter undone;

    @GuardedBy("this")
    private RolloutState state;

    private volatile View view;

    /**
     * Who routes now.
     *
     * @param trial that is tried, beside the champion
     * @param share of the requests that the trial routes
     */
    public record View(Learned champion, Optional<Learned> trial, double share) {
        static View of(RolloutState state) {
            return new View(
                    state.champion(),
                    state.trial().map(RolloutState.Trial::learned),
                    state.trial().map(RolloutState.Trial::share).orElse(0.0));
        }
    }

    private Rollout(
            @Nullable PromotionReader reader,
            @Nullable RolloutFiles files,
            PromotionSettings settings,
            InstantSource clock,
            MeterRegistry meters) {
        this.reader = reader;
        this.files = files;
        this.stageTime = settings.stageTime();
        this.stageRequests = settings.stageRequests();
        this.clock = clock;
        this.state =
                files == null ? RolloutState.of(Learned.bundled()) : files.read(clock.instant());
        this.view = View.of(state);
        this.undone =
                Counter.builder("strata.promotions.undone")
                        .description("Promotions that were undone by an alarm")
                        .register(meters);
        Gauge.builder("strata.promotions.generation", this, r -> r.view.champion().generation())
                .description("The promotion that routes; 0 for what comes with Strata")
                .register(meters);
        Gauge.builder("strata.promotions.trial.share", this, r -> r.view.share())
                .description("The share of requests that a newer promotion is tried on")
                .register(meters);
    }

    /** Goes on where the last run stopped; without a key nothing is ever promoted. */
    public static Rollout start(
            PromotionSettings settings, InstantSource clock, MeterRegistry meters) {
        if (settings.publicKey().isEmpty()) {
            return new Rollout(null, null, settings, clock, meters);
        }
        PromotionReader reader =
                PromotionReader.of(settings.publicKey().get(), !settings.zone().equals("private"));
        return new Rollout(
                reader, new RolloutFiles(settings.dir(), reader), settings, clock, meters);
    }

    /** The file of the key that promotions are signed with; empty where none is taken. */
    public Optional<LiveSettings> key() {
        return Optional.ofNullable(reader).map(PromotionReader::file);
    }

    /** Who routes now. */
    public View view() {
        return view;
    }

    /** Takes a record of the topic; what is unsigned, foreign or not newer is left out. */
    public synchronized void offer(byte[] bytes) {
        if (reader == null || files == null) {
            return;
        }
        switch (reader.read(bytes)) {
            case PromotionReader.Reading.Good(Learned learned) -> {
                RolloutState next = state.offered(learned, clock.instant());
                if (!next.equals(state)) {
                    files.keep(learned.generation(), bytes);
                    LOG.infof(
                            "promotion %d is tried on %.0f%% of the requests",
                            learned.generation(), 100 * RolloutState.STAGES.getFirst());
                    become(next);
                }
            }
            case PromotionReader.Reading.Refused(String why) ->
                    LOG.warnf("a record of topic model.promotions is refused: %s", why);
        }
    }

    /** Where this request is routed: 0 to 1; those under the trial's share are the trial's. */
    public static double place(long generation, String requestId) {
        UUID id = UUID.fromString(requestId);
        long mixed =
                id.getMostSignificantBits() ^ Long.rotateLeft(id.getLeastSignificantBits(), 32);
        mixed = (mixed ^ generation * GOLDEN) * GOLDEN;
        mixed = (mixed ^ mixed >>> 32) * GOLDEN;
        return (mixed >>> 11) * 0x1.0p-53;
    }

    /** A request has ended. */
    public void ended(String requestId, boolean escalated, boolean failed) {
        if (view.trial().isPresent()) {
            count(requestId, escalated, failed);
        }
    }

    private synchronized void count(String requestId, boolean escalated, boolean failed) {
        state.trial()
                .ifPresent(trial ->
                        state =
                                state.with(
                                        trial.ended(isOurs(trial, requestId), escalated, failed)));
    }

    /** Somebody judged an answer. */
    public synchronized void judged(String requestId, boolean bad) {
        state.trial()
                .ifPresent(
                        trial -> state = state.with(trial.judged(isOurs(trial, requestId), bad)));
    }

    /** A request is the trial's by its id alone: it was when it came, and so it stays. */
    private static boolean isOurs(RolloutState.Trial trial, String requestId) {
        long millis = UUID.fromString(requestId).getMostSignificantBits() >>> 16;
        return place(trial.learned().generation(), requestId)
                < trial.shareAt(Instant.ofEpochMilli(millis));
    }

    /** Looks for alarms and for the next stage; called at an interval. */
    public synchronized void look() {
        RolloutState before = state;
        RolloutState next = before.looked(clock.instant(), stageTime, stageRequests);
        if (next.equals(before)) {
            return;
        }
        before.alarm()
                .ifPresentOrElse(
                        why -> {
                            undone.increment();
                            LOG.errorf("promotion %d is undone: %s", next.undone(), why);
                        },
                        () ->
                                next.trial()
                                        .ifPresentOrElse(
                                                trial ->
                                                        LOG.infof(
                                                                "promotion %d goes on to %.0f%% of the requests",
                                                                trial.learned().generation(),
                                                                100 * trial.share()),
                                                () ->
                                                        LOG.infof(
                                                                "promotion %d routes from now on",
                                                                next.champion().generation())));
        become(next);
    }

    private synchronized void become(RolloutState next) {
        state = next;
        view = View.of(next);
        if (files != null) {
            files.write(next);
        }
    }
}
