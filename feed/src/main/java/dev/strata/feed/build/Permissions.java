package dev.strata.feed.build;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import dev.strata.feed.topic.TopicRecord;
import dev.strata.proto.event.v1.ConsentEvent;
import dev.strata.proto.event.v1.ErasureEvent;
import dev.strata.proto.event.v1.Purpose;
import dev.strata.proto.event.v1.SubjectName;
import dev.strata.proto.event.v1.TrafficEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who withdrew training, and whose content must be gone. A subject is met under each of its
 * pseudonyms. One thread; one entry for each subject that ever said something.
 */
public final class Permissions {
    private static final String CONSENT = "dev.strata.consent.v1";
    private static final String ERASURE = "dev.strata.erasure.v1";

    private record Said(Instant at, String eventId, boolean train) {
        boolean isAfter(Said other) {
            int order = at.compareTo(other.at);
            return order > 0 || (order == 0 && eventId.compareTo(other.eventId) > 0);
        }
    }

    /** Clocks of gateways differ: an erasure goes a little too far rather than not far enough. */
    private static final Duration SKEW = Duration.ofMinutes(5);

    private final Map<String, Said> consents = new HashMap<>();
    private final Map<String, Instant> erasures = new HashMap<>();
    private long undecodable;

    /** Takes in a record of either topic, in any order. */
    public void accept(TopicRecord record) {
        try {
            switch (record.type().orElse("")) {
                case CONSENT -> consent(ConsentEvent.parseFrom(record.value()));
                case ERASURE -> erasure(ErasureEvent.parseFrom(record.value()));
                // A tombstone of a compacted topic, or poison.
                default -> undecodable++;
            }
        } catch (InvalidProtocolBufferException _) {
            undecodable++;
        }
    }

    /** Records that were neither. */
    public long undecodable() {
        return undecodable;
    }

    /** Subjects, by tenant and pseudonym, whose content was erased. */
    public Set<String> erased() {
        return new HashSet<>(erasures.keySet());
    }

    boolean isWithdrawn(TrafficEvent event) {
        return isWithdrawn(event.getTenant(), event.getSubjectPseudonym());
    }

    /** Whether the event is of somebody who had itself erased since. */
    public boolean isErased(TrafficEvent event) {
        Instant at = instant(event.getStarted());
        return isErased(event.getTenant(), event.getSubjectPseudonym(), at);
    }

    /** True where the row of an earlier dataset may no longer be in one. */
    public Optional<DropReason> forbids(Row row) {
        Row.Provenance from = row.provenance();
        if (isErased(from.tenant(), from.subject(), Instant.parse(from.started()))) {
            return Optional.of(DropReason.ERASED);
        }
        return isWithdrawn(from.tenant(), from.subject())
                ? Optional.of(DropReason.WITHDRAWN)
                : Optional.empty();
    }

    /** How a subject is called here. */
    public static String key(String tenant, String pseudonym) {
        return tenant.length() + ":" + tenant + pseudonym;
    }

    private boolean isWithdrawn(String tenant, String pseudonym) {
        Said said = pseudonym.isEmpty() ? null : consents.get(key(tenant, pseudonym));
        return said != null && !said.train();
    }

    private boolean isErased(String tenant, String pseudonym, Instant started) {
        Instant until = pseudonym.isEmpty() ? null : erasures.get(key(tenant, pseudonym));
        return until != null && covers(until, started);
    }

    /** Whether an erasure of {@code until} takes what began at {@code started} along. */
    public static boolean covers(Instant until, Instant started) {
        return !started.isAfter(until.plus(SKEW));
    }

    private void consent(ConsentEvent event) {
        Said said =
                new Said(
                        instant(event.getAt()),
                        event.getEventId(),
                        event.getPurposesList().contains(Purpose.PURPOSE_TRAIN));
        names(event.getSubjectPseudonym(), event.getSubjectsList())
                .forEach(name ->
                        consents.merge(
                                key(event.getTenant(), name),
                                said,
                                (old, now) -> now.isAfter(old) ? now : old));
    }

    private void erasure(ErasureEvent event) {
        names(event.getSubjectPseudonym(), event.getSubjectsList())
                .forEach(name ->
                        erasures.merge(
                                key(event.getTenant(), name),
                                instant(event.getAt()),
                                (old, now) -> now.isAfter(old) ? now : old));
    }

    private static List<String> names(String one, List<SubjectName> more) {
        List<String> names = new ArrayList<>();
        if (!one.isEmpty()) {
            names.add(one);
        }
        more.forEach(name -> names.add(name.getPseudonym()));
        return names;
    }

    private static Instant instant(Timestamp at) {
        return Instant.ofEpochSecond(at.getSeconds(), at.getNanos());
    }
}
