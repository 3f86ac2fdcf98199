package dev.strata.feed.build;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.strata.feed.topic.TopicRecord;
import dev.strata.proto.event.v1.Content;
import dev.strata.proto.event.v1.FeedbackEvent;
import dev.strata.proto.event.v1.Message;
import dev.strata.seal.SealContext;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What people said of answers, by request; of several opinions of a kind the latest counts. One
 * thread; one entry for each request that was judged.
 */
public final class Opinions {
    private static final String TYPE = "dev.strata.feedback.v1";

    private record Kind(String request, FeedbackEvent.ValueCase kind) {}

    private final Zone zone;
    private final Contents contents;
    private final Map<String, Row.Opinion> byRequest = new HashMap<>();
    private final Map<Kind, String> latest = new HashMap<>();
    private final Set<String> used = new HashSet<>();
    private long undecodable;

    public Opinions(Zone zone, Contents contents) {
        this.zone = zone;
        this.contents = contents;
    }

    /** Takes in a record of the feedback topic, in any order. */
    public void accept(TopicRecord record) {
        try {
            if (record.type().equals(Optional.of(TYPE))) {
                accept(FeedbackEvent.parseFrom(record.value()));
                return;
            }
        } catch (InvalidProtocolBufferException _) {
            // Counted below.
        }
        undecodable++;
    }

    /** Records that were no opinions. */
    public long undecodable() {
        return undecodable;
    }

    /** Requests that were judged and became no row. */
    public long unmatched() {
        return byRequest.keySet().stream().filter(r -> !used.contains(r)).count();
    }

    Row.Opinion of(String tenant, String requestId) {
        String request = Permissions.key(tenant, requestId);
        Row.Opinion opinion = byRequest.get(request);
        if (opinion == null) {
            return Row.Opinion.NONE;
        }
        used.add(request);
        return opinion;
    }

    private void accept(FeedbackEvent event) {
        String request = Permissions.key(event.getTenant(), event.getRequestId());
        FeedbackEvent.ValueCase kind = event.getValueCase();
        if (event.hasSealedCorrection()) {
            kind = FeedbackEvent.ValueCase.CORRECTION;
        } else if (event.hasSealedPreference()) {
            kind = FeedbackEvent.ValueCase.PREFERENCE;
        }
        String when =
                Instant.ofEpochSecond(event.getAt().getSeconds(), event.getAt().getNanos())
                        + event.getEventId();
        String before = latest.get(new Kind(request, kind));
        if (before != null && before.compareTo(when) >= 0) {
            return;
        }
        latest.put(new Kind(request, kind), when);
        Row.Opinion old = byRequest.getOrDefault(request, Row.Opinion.NONE);
        byRequest.put(request, merged(old, event, kind));
    }

    private Row.Opinion merged(Row.Opinion old, FeedbackEvent event, FeedbackEvent.ValueCase kind) {
        Boolean thumb = old.thumb();
        Double rating = old.rating();
        String correction = old.correction();
        String chosen = old.chosen();
        String rejected = old.rejected();
        switch (kind) {
            case THUMB -> thumb = event.getThumb();
            case RATING -> rating = event.getRating();
            case CORRECTION ->
                    correction =
                            event.hasSealedCorrection()
                                    ? unsealed(
                                            event.getSealedCorrection(),
                                            SealContext.correction(event.getEventId()),
                                            null)
                                    : text(event.getCorrection());
            case PREFERENCE -> {
                Content sealed = event.getSealedPreference();
                SealContext place = SealContext.preference(event.getEventId());
                boolean open = !event.hasSealedPreference();
                chosen =
                        open
                                ? text(event.getPreference().getChosen())
                                : unsealed(sealed, place, "chosen");
                rejected =
                        open
                                ? text(event.getPreference().getRejected())
                                : unsealed(sealed, place, "rejected");
            }
            case VALUE_NOT_SET -> {
                // Nothing was said.
            }
        }
        return new Row.Opinion(thumb, rating, correction, chosen, rejected);
    }

    /** In the public zone nothing that was sealed is ever read. */
    private @Nullable String unsealed(Content content, SealContext place, @Nullable String role) {
        if (zone == Zone.PUBLIC
                || !(contents.read(content, place)
                        instanceof Contents.Reading.Text(var messages))) {
            return null;
        }
        return messages.getMessagesList().stream()
                .filter(m -> role == null || m.getRole().equals(role))
                .map(Message::getContent)
                .findFirst()
                .map(Opinions::text)
                .orElse(null);
    }

    private static @Nullable String text(String text) {
        return text.isBlank() ? null : text;
    }
}
