package dev.strata.feed.build;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.strata.feed.topic.TopicRecord;
import dev.strata.proto.event.v1.TrafficEvent;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Turns records into rows, in the order in which they come, and counts. One thread; remembers the
 * ids of one range.
 */
public final class RowBuilder {
    /** Raised whenever the same events would give other rows. */
    public static final int RULES_VERSION = 4;

    /** The CloudEvents type of traffic. */
    public static final String TYPE = "dev.strata.traffic.v1";

    /** The type of a record whose key was destroyed. */
    public static final String ERASED_TYPE = "dev.strata.erased.v1";

    private final RowRules rules;
    private final Funnel funnel = new Funnel();
    private final Map<String, Integer> seen = new HashMap<>();
    private final Opinions opinions;

    /**
     * @param month the name of the dataset
     * @param kept until when what is made is kept at least: what is to be gone by then is left out
     */
    public RowBuilder(
            Zone zone,
            String month,
            Instant kept,
            Contents contents,
            Permissions permissions,
            Opinions opinions) {
        if (zone == Zone.PUBLIC && contents.unsealer().isPresent()) {
            throw new IllegalArgumentException("the public zone must not unseal");
        }
        this.rules = new RowRules(zone, month, kept, latest(kept), contents, permissions);
        this.opinions = opinions;
    }

    /** A month that is built late has events of after its end: they came before it was built. */
    private static Instant latest(Instant kept) {
        Instant now = Instant.now();
        return now.isAfter(kept) ? now : kept;
    }

    /** The row of {@code record}, unless it becomes none. */
    public Optional<Row> accept(TopicRecord record) {
        funnel.record();
        if (record.type().equals(Optional.of(ERASED_TYPE))) {
            return drop(DropReason.ERASED);
        }
        Optional<TrafficEvent> event = decode(record);
        if (event.isEmpty()) {
            return drop(DropReason.UNDECODABLE);
        }
        Integer before = seen.putIfAbsent(event.get().getEventId(), record.value().hashCode());
        if (before != null) {
            return drop(
                    before == record.value().hashCode()
                            ? DropReason.DUPLICATE
                            : DropReason.CONFLICTING_DUPLICATE);
        }
        return switch (rules.decide(event.get())) {
            case Decision.Keep(Row row) ->
                    Optional.of(
                            row.with(
                                    opinions.of(
                                            event.get().getTenant(), event.get().getRequestId())));
            case Decision.Drop(DropReason reason) -> drop(reason);
        };
    }

    /** What was counted so far. */
    public Funnel funnel() {
        return funnel;
    }

    /** The event in {@code record}; empty where it is none, of another type, or has no id. */
    public static Optional<TrafficEvent> decode(TopicRecord record) {
        if (!record.type().equals(Optional.of(TYPE))) {
            return Optional.empty();
        }
        try {
            TrafficEvent event = TrafficEvent.parseFrom(record.value());
            return event.getEventId().isEmpty() ? Optional.empty() : Optional.of(event);
        } catch (InvalidProtocolBufferException _) {
            return Optional.empty();
        }
    }

    private Optional<Row> drop(DropReason reason) {
        funnel.drop(reason);
        return Optional.empty();
    }
}
