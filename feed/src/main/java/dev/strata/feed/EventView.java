package dev.strata.feed;

import com.google.protobuf.Timestamp;
import dev.strata.feed.build.Contents;
import dev.strata.feed.build.Row;
import dev.strata.proto.event.v1.Attempt;
import dev.strata.proto.event.v1.Content;
import dev.strata.proto.event.v1.DataClass;
import dev.strata.proto.event.v1.Purpose;
import dev.strata.proto.event.v1.TrafficEvent;
import dev.strata.seal.SealContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A captured event as it is shown to people. Private text is in it only where a key was given.
 *
 * @param started ISO 8601, UTC
 * @param inputForm {@code plain}, {@code sealed}, {@code claim}, {@code absent} or {@code hidden}
 * @param input empty unless {@code inputForm} is {@code plain}
 */
record EventView(
        int partition,
        long offset,
        String eventId,
        String requestId,
        String conversationId,
        String tenant,
        String started,
        double durationMs,
        String method,
        String dataClass,
        String reasonCode,
        List<String> allowedTiers,
        String initialTier,
        String finalTier,
        double difficulty,
        int status,
        String errorType,
        List<String> purposes,
        String consentBasis,
        boolean cacheHit,
        boolean degraded,
        double cost,
        String inputForm,
        List<Row.Turn> input,
        List<AttemptView> attempts) {

    /** One run on one tier; {@code output} is empty unless {@code outputForm} is {@code plain}. */
    record AttemptView(
            String tier,
            String model,
            boolean committed,
            String finish,
            String escalateReason,
            String errorType,
            int promptTokens,
            int cachedTokens,
            int completionTokens,
            double confidence,
            double timeToFirstTokenMs,
            double durationMs,
            double cost,
            String outputForm,
            String output) {}

    /** Text, and in what form it was. */
    private record Shown(String form, List<Row.Turn> turns) {}

    static EventView of(int partition, long offset, TrafficEvent event, Contents contents) {
        // Whoever has no key sees no private text, plain or not.
        boolean hide =
                event.getRoute().getDataClass() != DataClass.DATA_CLASS_PUBLIC
                        && contents.unsealer().isEmpty();
        Shown input = show(event.getInput(), SealContext.input(event.getEventId()), contents, hide);
        List<AttemptView> attempts = new ArrayList<>();
        for (int i = 0; i < event.getAttemptsCount(); i++) {
            Attempt attempt = event.getAttempts(i);
            SealContext place = SealContext.attempt(event.getEventId(), i);
            attempts.add(view(attempt, show(attempt.getOutput(), place, contents, hide)));
        }
        Instant started = instant(event.getStarted());
        return new EventView(
                partition,
                offset,
                event.getEventId(),
                event.getRequestId(),
                event.getConversationId(),
                event.getTenant(),
                started.toString(),
                Duration.between(started, instant(event.getFinished())).toNanos() / 1e6,
                event.getParameters().getMethod(),
                event.getRoute().getDataClass() == DataClass.DATA_CLASS_PUBLIC
                        ? "public"
                        : "private",
                event.getRoute().getReasonCode(),
                List.copyOf(event.getRoute().getAllowedTiersList()),
                event.getRoute().getInitialTier(),
                event.getFinalTier(),
                event.getRoute().getDifficulty(),
                event.getStatus(),
                event.getErrorType(),
                event.getConsent().getPurposesList().stream().map(EventView::label).toList(),
                event.getConsent().getBasis(),
                event.getCacheHit(),
                event.getDegraded(),
                event.getCost(),
                input.form(),
                input.turns(),
                attempts);
    }

    private static AttemptView view(Attempt attempt, Shown output) {
        return new AttemptView(
                attempt.getTier(),
                attempt.getModel(),
                attempt.getCommitted(),
                attempt.getFinish(),
                attempt.getEscalateReason(),
                attempt.getErrorType(),
                attempt.getPromptTokens(),
                attempt.getCachedTokens(),
                attempt.getCompletionTokens(),
                attempt.getConfidence().getConfidence(),
                attempt.getTimeToFirstTokenMs(),
                attempt.getDurationMs(),
                attempt.getCost(),
                output.form(),
                output.turns().isEmpty() ? "" : output.turns().getLast().content());
    }

    private static Shown show(Content content, SealContext place, Contents contents, boolean hide) {
        return switch (contents.read(content, place)) {
            case Contents.Reading.Text(var messages) ->
                    hide
                            ? new Shown("hidden", List.of())
                            : new Shown(
                                    "plain",
                                    messages.getMessagesList().stream()
                                            .map(m -> new Row.Turn(m.getRole(), m.getContent()))
                                            .toList());
            case Contents.Reading.Absent() -> new Shown("absent", List.of());
            case Contents.Reading.Claim() -> new Shown("claim", List.of());
            case Contents.Reading.Closed(_) -> new Shown("sealed", List.of());
        };
    }

    private static String label(Purpose purpose) {
        return purpose.name().replaceFirst("^PURPOSE_", "").toLowerCase(Locale.ROOT);
    }

    private static Instant instant(Timestamp at) {
        return Instant.ofEpochSecond(at.getSeconds(), at.getNanos());
    }
}
