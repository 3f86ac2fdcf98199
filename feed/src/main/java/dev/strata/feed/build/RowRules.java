package dev.strata.feed.build;

import com.google.protobuf.Timestamp;
import dev.strata.proto.event.v1.Attempt;
import dev.strata.proto.event.v1.Content;
import dev.strata.proto.event.v1.DataClass;
import dev.strata.proto.event.v1.Message;
import dev.strata.proto.event.v1.Purpose;
import dev.strata.proto.event.v1.TrafficEvent;
import dev.strata.seal.SealContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What an event must be to become a row. Pure.
 *
 * @param month the name of the dataset
 * @param kept what is to be gone by then is left out
 * @param latest nothing can have begun much later
 * @param contents must not unseal in the public zone
 * @param permissions withdrawals and erasures
 */
record RowRules(
        Zone zone,
        String month,
        Instant kept,
        Instant latest,
        Contents contents,
        Permissions permissions) {
    private static final Set<String> ROLES = Set.of("system", "user", "assistant");

    /** What ended by itself; anything else was cut. */
    private static final Set<String> WHOLE = Set.of("stop");

    private static final String GENERAL = "general";

    /** No event is older than the format. */
    private static final Instant FIRST = Instant.parse("2020-01-01T00:00:00Z");

    private static final Duration SKEW = Duration.ofDays(1);

    Decision decide(TrafficEvent event) {
        Instant started = instant(event.getStarted());
        if (started.isBefore(FIRST) || started.isAfter(latest.plus(SKEW))) {
            return new Decision.Drop(DropReason.CLOCK_SKEW);
        }
        if (!event.hasRoute() && event.getStatus() != 0) {
            return new Decision.Drop(DropReason.REFUSED);
        }
        if (permissions.isErased(event)) {
            return new Decision.Drop(DropReason.ERASED);
        }
        if (event.hasDeleteAfter() && !instant(event.getDeleteAfter()).isAfter(kept)) {
            return new Decision.Drop(DropReason.EXPIRED);
        }
        if (!event.getConsent().getPurposesList().contains(Purpose.PURPOSE_TRAIN)) {
            return new Decision.Drop(DropReason.NO_CONSENT);
        }
        if (permissions.isWithdrawn(event)) {
            return new Decision.Drop(DropReason.WITHDRAWN);
        }
        if (zone == Zone.PUBLIC && !isPublic(event)) {
            return new Decision.Drop(DropReason.PRIVATE_IN_PUBLIC);
        }
        if (event.getStatus() != 0) {
            return new Decision.Drop(DropReason.ERROR);
        }
        if (event.getCacheHit()) {
            return new Decision.Drop(DropReason.CACHE_HIT);
        }
        for (int i = 0; i < event.getAttemptsCount(); i++) {
            if (event.getAttempts(i).getCommitted()) {
                return row(event, i);
            }
        }
        return new Decision.Drop(DropReason.NOT_COMMITTED);
    }

    /** A missing class is private, and so is whatever is sealed: the class may be wrong. */
    private static boolean isPublic(TrafficEvent event) {
        return event.getRoute().getDataClass() == DataClass.DATA_CLASS_PUBLIC
                && !event.getInput().hasSealed()
                && !event.hasSealedLabels()
                && event.getAttemptsList().stream().noneMatch(a -> a.getOutput().hasSealed());
    }

    private Decision row(TrafficEvent event, int index) {
        Attempt attempt = event.getAttempts(index);
        List<Row.Turn> turns = new ArrayList<>();
        String id = event.getEventId();
        List<Content> parts = List.of(event.getInput(), attempt.getOutput());
        List<SealContext> places = List.of(SealContext.input(id), SealContext.attempt(id, index));
        for (int i = 0; i < parts.size(); i++) {
            switch (contents.read(parts.get(i), places.get(i))) {
                case Contents.Reading.Text(var messages) ->
                        messages.getMessagesList().forEach(m -> turns.add(turn(m)));
                case Contents.Reading.Absent() -> {
                    return new Decision.Drop(DropReason.EMPTY);
                }
                case Contents.Reading.Claim() -> {
                    return new Decision.Drop(DropReason.CLAIM_CHECK);
                }
                case Contents.Reading.Closed(_) -> {
                    return new Decision.Drop(DropReason.UNSEALABLE);
                }
            }
        }
        if (!isWhole(turns)) {
            return new Decision.Drop(DropReason.EMPTY);
        }
        return new Decision.Keep(
                new Row(
                        turns.subList(0, turns.size() - 1),
                        turns.getLast().content(),
                        others(event, index),
                        Row.Opinion.NONE,
                        provenance(event, attempt)));
    }

    private List<Row.Other> others(TrafficEvent event, int committed) {
        List<Row.Other> others = new ArrayList<>();
        for (int i = 0; i < event.getAttemptsCount(); i++) {
            Attempt attempt = event.getAttempts(i);
            SealContext place = SealContext.attempt(event.getEventId(), i);
            if (i != committed
                    && WHOLE.contains(attempt.getFinish())
                    && contents.read(attempt.getOutput(), place)
                            instanceof Contents.Reading.Text(var messages)
                    && messages.getMessagesCount() == 1
                    && !messages.getMessages(0).getContent().isBlank()) {
                others.add(new Row.Other(attempt.getTier(), messages.getMessages(0).getContent()));
            }
        }
        return others;
    }

    private static Row.Turn turn(Message message) {
        return new Row.Turn(message.getRole(), message.getContent());
    }

    /** A question with text, an answer with text at the end, and only roles that trainers know. */
    private static boolean isWhole(List<Row.Turn> turns) {
        return turns.size() >= 2
                && turns.stream().allMatch(t -> ROLES.contains(t.role()))
                && turns.stream().anyMatch(t -> t.role().equals("user") && !t.content().isBlank())
                && turns.getLast().role().equals("assistant")
                && !turns.getLast().content().isBlank();
    }

    private Row.Provenance provenance(TrafficEvent event, Attempt attempt) {
        String domain = event.getDomain().isEmpty() ? GENERAL : event.getDomain();
        return new Row.Provenance(
                event.getEventId(),
                month,
                "real",
                event.getTenant(),
                event.getSubjectPseudonym(),
                event.getSubjectKeyVersion(),
                event.getConversationId(),
                instant(event.getStarted()).toString(),
                domain,
                event.getDomainSource(),
                isPublic(event) ? "public" : "private",
                attempt.getTier(),
                attempt.getModel(),
                attempt.getModelSha256(),
                event.getRoute().getReasonCode(),
                event.getRoute().getDifficulty(),
                event.getRoute().getPropensity(),
                event.getAttemptsCount(),
                !attempt.getTier().equals(event.getRoute().getInitialTier()),
                attempt.getConfidence().getConfidence(),
                attempt.getConfidence().getMeanLogprob(),
                attempt.getFinish(),
                attempt.getPromptTokens(),
                attempt.getCompletionTokens(),
                event.getConsent().getBasis(),
                event.hasDeleteAfter() ? instant(event.getDeleteAfter()).toString() : null);
    }

    private static Instant instant(Timestamp time) {
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    }
}
