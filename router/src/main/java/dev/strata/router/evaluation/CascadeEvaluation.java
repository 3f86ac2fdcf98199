package dev.strata.router.evaluation;

import dev.strata.router.cascade.Cascade;
import dev.strata.router.evaluation.OperatingPoint.Outcome;
import dev.strata.router.evaluation.Resampling.Interval;
import dev.strata.router.policy.Policy;
import dev.strata.router.policy.PriceList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The strategies on the reporting half, at an operating point chosen on the tuning half.
 *
 * @param strategies by name; each has an outcome for each row of {@code rows}
 * @param confidence how well each tier but the last knows when it is right
 */
public record CascadeEvaluation(
        List<Asked> rows,
        int tuned,
        OperatingPoint point,
        Map<String, Strategy> strategies,
        List<ConfidenceFigures> confidence) {
    /** The strategy that routes by difficulty and judges answers. */
    public static final String BOTH = "both";

    private static final String FIXED = "fixed-per-kind";
    private static final String ORACLE = "oracle";

    /** The kind of traffic whose saving is asked for by itself. */
    private static final String SIMPLE = "simple";

    private static final double WANTED_SAVING = .35;

    public CascadeEvaluation {
        rows = List.copyOf(rows);
        confidence = List.copyOf(confidence);
    }

    /**
     * Tunes on one half and measures the other.
     *
     * @param bands what the policy calls easy and hard
     * @throws IllegalArgumentException where a half has no row
     */
    public static CascadeEvaluation of(
            List<Asked> asked, List<Question> all, PriceList prices, Policy.Difficulty bands) {
        List<Asked> tuning = Asked.half(asked, all, 0);
        List<Asked> reporting = Asked.half(asked, all, 1);
        if (tuning.isEmpty() || reporting.isEmpty()) {
            throw new IllegalArgumentException(
                    "questions answered by all tiers are too few: expected some in both halves, got %d and %d; ask more"
                            .formatted(tuning.size(), reporting.size()));
        }
        OperatingPoint point = CascadeTuning.tune(tuning, prices, bands);
        Cascade cascade = point.cascade();
        int last = reporting.getFirst().replies().size() - 1;
        Map<String, Strategy> strategies = new LinkedHashMap<>();
        for (int t = 0; t <= last; t++) {
            int tier = t;
            strategies.put(
                    reporting.getFirst().replies().get(t).tier().name(),
                    each(reporting, row -> OperatingPoint.only(row, tier, prices)));
        }
        Map<String, Integer> fixed = fixed(tuning, prices);
        strategies.put(
                "router",
                each(reporting, row -> OperatingPoint.only(row, point.start(row), prices)));
        strategies.put(
                "cascade", each(reporting, row -> OperatingPoint.climb(row, 0, cascade, prices)));
        strategies.put(
                BOTH,
                each(
                        reporting,
                        row -> OperatingPoint.climb(row, point.start(row), cascade, prices)));
        strategies.put(
                FIXED,
                each(
                        reporting,
                        row ->
                                OperatingPoint.only(
                                        row,
                                        fixed.getOrDefault(row.question().kind(), last),
                                        prices)));
        strategies.put(
                ORACLE,
                each(reporting, row -> OperatingPoint.only(row, cheapestRight(row), prices)));
        strategies.put("random", random(strategies, last));
        List<ConfidenceFigures> confidence = new ArrayList<>();
        for (int tier = 0; tier < last; tier++) {
            confidence.add(ConfidenceFigures.of(tuning, reporting, tier));
        }
        return new CascadeEvaluation(reporting, tuning.size(), point, strategies, confidence);
    }

    private static Strategy each(List<Asked> rows, Function<Asked, Outcome> how) {
        return Strategy.of(rows.stream().map(how).toList());
    }

    /**
     * The cheapest tier that is right, whatever the order of its options; the last where none is.
     */
    private static int cheapestRight(Asked row) {
        int last = row.replies().size() - 1;
        for (int tier = 0; tier < last; tier++) {
            if (row.replies().get(tier).isSure()) {
                return tier;
            }
        }
        return last;
    }

    /** For each row, tiers drawn as often as {@link #BOTH} takes their answers: the expectation. */
    private static Strategy random(Map<String, Strategy> strategies, int last) {
        Strategy both = require(strategies, BOTH);
        List<Strategy> only = strategies.values().stream().limit(last + 1).toList();
        return Strategy.mixed(only, both.shares(last + 1));
    }

    /** The cheapest tier of each kind at which the tuning half loses no more than ours may. */
    private static Map<String, Integer> fixed(List<Asked> tuning, PriceList prices) {
        Map<String, List<Asked>> kinds = byKind(tuning);
        int last = tuning.getFirst().replies().size() - 1;
        List<String> names = List.copyOf(kinds.keySet());
        double[][] right = new double[names.size()][last + 1];
        double[][] cost = new double[names.size()][last + 1];
        double wanted = 0;
        for (int k = 0; k < right.length; k++) {
            for (Asked row : kinds.getOrDefault(names.get(k), List.of())) {
                for (int tier = 0; tier <= last; tier++) {
                    Outcome outcome = OperatingPoint.only(row, tier, prices);
                    right[k][tier] += outcome.right();
                    cost[k][tier] += outcome.spent().cost();
                }
            }
            wanted += right[k][last];
        }
        double enough = wanted * (1 - CascadeTuning.ALLOWED_LOSS);
        int[] best = new FixedSearch(right, cost, enough).best();
        Map<String, Integer> fixed = new TreeMap<>();
        for (int k = 0; k < best.length; k++) {
            fixed.put(names.get(k), best[k]);
        }
        return fixed;
    }

    /** Tries every assignment of tiers to kinds. */
    private record FixedSearch(double[][] right, double[][] cost, double wanted) {
        int[] best() {
            int kinds = right.length;
            int tiers = right[0].length;
            int[] best = new int[kinds];
            java.util.Arrays.fill(best, tiers - 1);
            double least = Double.POSITIVE_INFINITY;
            for (long code = 0; code < Math.pow(tiers, kinds); code++) {
                long rest = code;
                double good = 0;
                double paid = 0;
                int[] choice = new int[kinds];
                for (int k = 0; k < kinds; k++) {
                    choice[k] = (int) (rest % tiers);
                    rest /= tiers;
                    good += right[k][choice[k]];
                    paid += cost[k][choice[k]];
                }
                if (good >= wanted && paid < least) {
                    least = paid;
                    best = choice;
                }
            }
            return best;
        }
    }

    private static Map<String, List<Asked>> byKind(List<Asked> rows) {
        Map<String, List<Asked>> kinds = new TreeMap<>();
        rows.forEach(row ->
                kinds.computeIfAbsent(row.question().kind(), _ -> new ArrayList<>()).add(row));
        return kinds;
    }

    private static Strategy require(Map<String, Strategy> strategies, String name) {
        return Optional.ofNullable(strategies.get(name)).orElseThrow();
    }

    /** A strategy, by its name. */
    public Strategy strategy(String name) {
        return require(strategies, name);
    }

    /** The strategy of the last tier alone. */
    public Strategy dearest() {
        return strategy(rows.getFirst().replies().getLast().tier().name());
    }

    /** The kinds and the rows of each, by index. */
    public Map<String, List<Integer>> kinds() {
        Map<String, List<Integer>> kinds = new TreeMap<>();
        for (int i = 0; i < rows.size(); i++) {
            kinds.computeIfAbsent(rows.get(i).question().kind(), _ -> new ArrayList<>()).add(i);
        }
        return kinds;
    }

    /** The interval of a strategy's accuracy as a share of the last tier's, on the same draws. */
    public Interval accuracyOverDearest(String name) {
        return Resampling.ratio(strategy(name).right(), dearest().right());
    }

    /** The interval of the saving of both over that of the best tier for each kind. */
    public Interval savingOverFixed() {
        return Resampling.difference(
                strategy(FIXED).cost(), strategy(BOTH).cost(), dearest().cost());
    }

    /** The saving of both as a share of the oracle's, on simple rows; empty without any. */
    public Optional<Double> simpleShareOfOracle() {
        List<Integer> simple = kinds().getOrDefault(SIMPLE, List.of());
        return simple.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        strategy(BOTH).on(simple).saving(dearest().on(simple))
                                / strategy(ORACLE).on(simple).saving(dearest().on(simple)));
    }

    /** The share of simple requests from which both save 35%; empty where none does. */
    public Optional<Double> simpleShareForSaving() {
        List<Integer> simple = kinds().getOrDefault(SIMPLE, List.of());
        List<Integer> other =
                java.util.stream.IntStream.range(0, rows.size())
                        .boxed()
                        .filter(i -> !simple.contains(i))
                        .toList();
        if (simple.isEmpty() || other.isEmpty()) {
            return Optional.empty();
        }
        for (int percent = 0; percent <= 100; percent++) {
            double share = percent / 100.0;
            double paid = mean(BOTH, simple) * share + mean(BOTH, other) * (1 - share);
            double dear =
                    dearest().on(simple).meanCost() * share
                            + dearest().on(other).meanCost() * (1 - share);
            if (1 - paid / dear >= WANTED_SAVING) {
                return Optional.of(share);
            }
        }
        return Optional.empty();
    }

    private double mean(String name, List<Integer> which) {
        return strategy(name).on(which).meanCost();
    }

    /** The names of the strategies, as they are printed. */
    public List<String> names() {
        return strategies.keySet().stream()
                .sorted(Comparator.comparing((String name) -> name.equals(ORACLE)))
                .toList();
    }
}
