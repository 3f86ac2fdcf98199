package dev.strata.gateway.rights;

import com.google.protobuf.Timestamp;
import dev.strata.gateway.capture.CaptureException;
import dev.strata.gateway.capture.FeedbackLog;
import dev.strata.gateway.chat.RequestIds;
import dev.strata.gateway.error.ErrorReason;
import dev.strata.gateway.error.Failure;
import dev.strata.gateway.error.GatewayException;
import dev.strata.gateway.tenant.Tenant;
import dev.strata.proto.event.v1.FeedbackEvent;
import dev.strata.proto.event.v1.Preference;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.BiConsumer;

/** Takes judgements from both faces. Thread-safe; blocks for an fsync. */
public final class FeedbackDesk {
    private static final double BAD = .25;

    private final RequestIds ids;
    private final FeedbackLog log;
    private final BiConsumer<String, Boolean> heard;
    private final InstantSource clock;

    /**
     * @param heard is told of each request that was judged, and whether its answer was disliked
     */
    public FeedbackDesk(
            RequestIds ids,
            FeedbackLog log,
            BiConsumer<String, Boolean> heard,
            InstantSource clock) {
        this.ids = ids;
        this.log = log;
        this.heard = heard;
        this.clock = clock;
    }

    /**
     * Records what a user thought of one of {@code tenant}'s requests.
     *
     * @param requestId proves by itself that it is the tenant's
     * @param conversation as the request named it; empty where it named none
     * @return the event's id, once it is durable
     * @throws GatewayException where the id is not the tenant's, the judgement is none, or the disk
     *     does not keep it
     */
    public String record(
            Tenant tenant, String requestId, String conversation, Judgement judgement) {
        String owned = ids.requireOwned(tenant.id(), requestId).toString();
        Instant now = clock.instant();
        FeedbackEvent.Builder event =
                FeedbackEvent.newBuilder()
                        .setEventId(ids.mintEvent().toString())
                        .setTenant(tenant.id())
                        .setRequestId(owned)
                        .setConversationId(
                                ids.conversation(tenant.id(), conversation)
                                        .orElseGet(() -> ids.conversationOf(owned)))
                        .setAt(
                                Timestamp.newBuilder()
                                        .setSeconds(now.getEpochSecond())
                                        .setNanos(now.getNano()));
        switch (judgement) {
            case Judgement.Thumb(boolean up) -> event.setThumb(up);
            case Judgement.Rating(double value) -> event.setRating(inRange(value));
            case Judgement.Correction(String text) ->
                    event.setCorrection(notBlank("correction", text));
            case Judgement.Preferred(String chosen, String rejected) ->
                    event.setPreference(
                            Preference.newBuilder()
                                    .setChosen(notBlank("preferred.chosen", chosen))
                                    .setRejected(rejected));
        }
        try {
            log.record(event.build());
        } catch (CaptureException e) {
            throw notRecorded("the judgement", e);
        }
        heard.accept(owned, isBad(judgement));
        return event.getEventId();
    }

    private static boolean isBad(Judgement judgement) {
        return switch (judgement) {
            case Judgement.Thumb(boolean up) -> !up;
            case Judgement.Rating(double value) -> value <= BAD;
            case Judgement.Correction(_) -> true;
            case Judgement.Preferred(_, String rejected) -> rejected.isBlank();
        };
    }

    static GatewayException notRecorded(String what, CaptureException e) {
        return Failure.retry(
                        ErrorReason.CAPTURE_UNAVAILABLE,
                        "%s was not recorded: expected room on the gateway's disk, got %s; send it again later"
                                .formatted(what, e.code()),
                        Duration.ofSeconds(5))
                .exception();
    }

    private static double inRange(double rating) {
        if (!(rating >= 0 && rating <= 1)) {
            throw Failure.field(
                            "rating",
                            "rating is out of range: expected 0 to 1, got %s; correct it"
                                    .formatted(rating))
                    .exception();
        }
        return rating;
    }

    private static String notBlank(String field, String text) {
        if (text.isBlank()) {
            throw Failure.field(
                            field,
                            "%s is empty: expected the text of an answer, got none; send one"
                                    .formatted(field))
                    .exception();
        }
        return text;
    }
}
