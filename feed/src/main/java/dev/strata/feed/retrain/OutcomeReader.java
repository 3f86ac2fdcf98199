package dev.strata.feed.retrain;

import dev.strata.feed.build.Row;
import dev.strata.feed.build.RowBuilder;
import dev.strata.feed.personal.RowScrubber;
import dev.strata.feed.topic.TopicRecord;
import dev.strata.proto.event.v1.RouteDecision;
import dev.strata.proto.event.v1.TrafficEvent;
import dev.strata.router.ReasonCode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Makes outcomes of records, under the rules that make rows of them: consent, erasure and zone hold
 * here too. One thread.
 */
public final class OutcomeReader {
    /** Why requests went where they went, where another router would have sent them elsewhere. */
    private static final Set<String> BY_ROUTER =
            Set.of(
                    ReasonCode.DIFFICULTY_EASY.name(),
                    ReasonCode.DIFFICULTY_MIDDLE.name(),
                    ReasonCode.DIFFICULTY_HARD.name(),
                    ReasonCode.EXPECTED_WELL.name(),
                    ReasonCode.EXPECTED_POORLY.name(),
                    ReasonCode.EXPLORED.name());

    private final RowBuilder rows;
    private long notByRouter;

    public OutcomeReader(RowBuilder rows) {
        this.rows = rows;
    }

    /** Records that something else than difficulty and priors routed. */
    public long notByRouter() {
        return notByRouter;
    }

    /** The outcome in {@code record}; empty where it is none that can be learned from. */
    public Optional<Outcome> accept(TopicRecord record) {
        Optional<Row> row = rows.accept(record);
        if (row.isEmpty()) {
            return Optional.empty();
        }
        TrafficEvent event = RowBuilder.decode(record).orElseThrow();
        RouteDecision route = event.getRoute();
        boolean isUsable =
                BY_ROUTER.contains(route.getReasonCode())
                        && route.getAllowedTiersList().contains(route.getInitialTier())
                        && route.getPropensity() > 0
                        && route.getPropensity() <= 1;
        if (!isUsable) {
            notByRouter++;
            return Optional.empty();
        }
        return RowScrubber.scrub(row.get()).map(clean -> outcome(clean.row(), event));
    }

    private static Outcome outcome(Row row, TrafficEvent event) {
        RouteDecision route = event.getRoute();
        List<String> asked =
                row.prompt().stream()
                        .filter(turn -> turn.role().equals("user"))
                        .map(Row.Turn::content)
                        .toList();
        Row.Provenance from = row.provenance();
        return new Outcome(
                from.eventId(),
                asked,
                from.domain(),
                from.tenant(),
                Instant.parse(from.started()).toEpochMilli(),
                route.getAllowedTiersList(),
                route.getInitialTier(),
                event.getFinalTier(),
                route.getPropensity(),
                route.getExplored(),
                route.getDifficulty(),
                event.getCost(),
                quality(row.opinion()));
    }

    /** A rating says how good; a thumb, a correction or a better answer whether. */
    private static OptionalDouble quality(Row.Opinion said) {
        Double rating = said.rating();
        String rejected = said.rejected();
        boolean isBeaten = said.chosen() != null && rejected == null;
        if (said.isBad() || isBeaten) {
            return OptionalDouble.of(rating == null ? 0 : Math.min(rating, .25));
        }
        if (rating != null) {
            return OptionalDouble.of(rating);
        }
        return said.isGood() ? OptionalDouble.of(1) : OptionalDouble.empty();
    }
}
