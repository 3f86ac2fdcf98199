package dev.strata.feed.cost;

import dev.strata.proto.event.v1.Attempt;
import dev.strata.proto.event.v1.TrafficEvent;
import dev.strata.router.policy.Price;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Adds up events, each once. One thread. */
public final class Costs {
    private static final Comparator<CostLine> ORDER =
            Comparator.comparing(CostLine::day)
                    .thenComparing(CostLine::tenant)
                    .thenComparing(CostLine::tier)
                    .thenComparing(CostLine::model);

    private final Price largest;
    private final Optional<YearMonth> month;
    private final Set<String> seen = new HashSet<>();
    private final Map<Key, CostLine> lines = new HashMap<>();

    private record Key(LocalDate day, String tenant, String tier, String model) {}

    /**
     * @param largest price of the tier that would have answered everything
     * @param month of UTC that requests must have begun in; empty for all
     */
    public Costs(Price largest, Optional<YearMonth> month) {
        this.largest = largest;
        this.month = month;
    }

    /** Adds an event; one that was added before, or is of another month, is passed over. */
    public void add(TrafficEvent event) {
        LocalDate day =
                Instant.ofEpochSecond(event.getStarted().getSeconds())
                        .atZone(ZoneOffset.UTC)
                        .toLocalDate();
        if (month.filter(wanted -> !wanted.equals(YearMonth.from(day))).isPresent()
                || !seen.add(event.getEventId())) {
            return;
        }
        for (Attempt attempt : event.getAttemptsList()) {
            CostLine line = line(day, event, attempt);
            lines.merge(
                    new Key(day, line.tenant(), line.tier(), line.model()), line, CostLine::plus);
        }
    }

    /** Events that were added. */
    public long events() {
        return seen.size();
    }

    /** By day, tenant, tier and model. */
    public List<CostLine> lines() {
        return lines.values().stream().sorted(ORDER).toList();
    }

    private CostLine line(LocalDate day, TrafficEvent event, Attempt attempt) {
        boolean answered = attempt.getCommitted();
        return new CostLine(
                day,
                event.getTenant(),
                attempt.getTier(),
                attempt.getModel(),
                answered ? 1 : 0,
                1,
                attempt.getPromptTokens(),
                attempt.getCachedTokens(),
                attempt.getCompletionTokens(),
                attempt.getCost(),
                answered
                        ? largest.cost(
                                attempt.getPromptTokens(),
                                attempt.getCachedTokens(),
                                attempt.getCompletionTokens())
                        : 0);
    }
}
