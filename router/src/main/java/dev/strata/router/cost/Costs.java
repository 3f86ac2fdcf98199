package dev.strata.router.cost;

import dev.strata.router.policy.Price;
import dev.strata.router.policy.PriceList;
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

/** Adds up requests, each once. One thread. */
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
     * A recorded request, as far as it is charged.
     *
     * @param id of its event
     */
    public record Request(String id, Instant started, String tenant, List<Charge> charges) {
        public Request {
            charges = List.copyOf(charges);
        }
    }

    /**
     * One attempt of a request.
     *
     * @param answered its answer is the one that the client got
     * @param promptTokens of the whole prompt
     * @param cachedTokens of these, taken from a prefix cache
     * @param cost price units, as charged when it ran
     */
    public record Charge(
            String tier,
            String model,
            boolean answered,
            int promptTokens,
            int cachedTokens,
            int completionTokens,
            double cost) {}

    /**
     * No requests yet.
     *
     * @param largest price of the tier that would have answered everything
     * @param month of UTC that requests must have begun in; empty for all
     */
    public Costs(Price largest, Optional<YearMonth> month) {
        this.largest = largest;
        this.month = month;
    }

    /** The price of the tier called {@code name}; of the dearest where none is named. */
    public static Optional<Price> largest(PriceList prices, Optional<String> name) {
        return name.isPresent()
                ? prices.of(name.get())
                : prices.prices().values().stream()
                        .max(Comparator.comparingDouble(Price::completion));
    }

    /** Adds a request; one that was added before, or is of another month, is passed over. */
    public void add(Request request) {
        LocalDate day = request.started().atZone(ZoneOffset.UTC).toLocalDate();
        if (month.filter(wanted -> !wanted.equals(YearMonth.from(day))).isPresent()
                || !seen.add(request.id())) {
            return;
        }
        for (Charge charge : request.charges()) {
            CostLine line = line(day, request.tenant(), charge);
            lines.merge(
                    new Key(day, line.tenant(), line.tier(), line.model()), line, CostLine::plus);
        }
    }

    /** Requests that were added. */
    public long requests() {
        return seen.size();
    }

    /** By day, tenant, tier and model. */
    public List<CostLine> lines() {
        return lines.values().stream().sorted(ORDER).toList();
    }

    private CostLine line(LocalDate day, String tenant, Charge charge) {
        return new CostLine(
                day,
                tenant,
                charge.tier(),
                charge.model(),
                charge.answered() ? 1 : 0,
                1,
                charge.promptTokens(),
                charge.cachedTokens(),
                charge.completionTokens(),
                charge.cost(),
                charge.answered()
                        ? largest.cost(
                                charge.promptTokens(),
                                charge.cachedTokens(),
                                charge.completionTokens())
                        : 0);
    }
}
