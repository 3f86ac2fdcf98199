package dev.strata.router;

import static java.util.stream.Collectors.joining;

import dev.strata.router.policy.Objective;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;

/** What is left of the tiers by a request's own limits, and how an objective starts among them. */
final class LimitsStep {
    private LimitsStep() {}

    static void narrow(Candidates candidates, Limits limits, Predictions predicted) {
        for (Wanted wanted : wanted(limits, predicted)) {
            candidates.keep(wanted.step(), wanted.met(), wanted.words());
        }
    }

    /** One limit that was asked for, and how a tier stands to it. */
    private record Wanted(
            String step,
            String words,
            Predicate<TierProfile> met,
            Function<TierProfile, String> got) {}

    private static List<Wanted> wanted(Limits limits, Predictions predicted) {
        List<Wanted> wanted = new ArrayList<>();
        if (limits.mostCost() > 0) {
            wanted.add(
                    new Wanted(
                            "cost-ceiling",
                            "a cost of at most " + number(limits.mostCost()),
                            tier -> predicted.cost(tier) <= limits.mostCost(),
                            tier -> "cost " + number(predicted.cost(tier))));
        }
        if (limits.firstTokenMillis() > 0) {
            wanted.add(
                    new Wanted(
                            "latency-objective",
                            "a first token within " + number(limits.firstTokenMillis()) + " ms",
                            tier -> predicted.firstTokenMillis(tier) <= limits.firstTokenMillis(),
                            tier -> number(predicted.firstTokenMillis(tier)) + " ms"));
        }
        if (limits.leastQuality() > 0) {
            wanted.add(
                    new Wanted(
                            "quality-floor",
                            "a quality of at least " + number(limits.leastQuality()),
                            tier -> predicted.quality(tier) >= limits.leastQuality(),
                            tier -> "quality " + number(predicted.quality(tier))));
        }
        return wanted;
    }

    /** Why none of {@code tiers} is left, with every limit and how each tier stands to it. */
    static String unmet(List<TierProfile> tiers, Limits limits, Predictions predicted) {
        List<Wanted> wanted = wanted(limits, predicted);
        String expected = wanted.stream().map(Wanted::words).collect(joining(" and "));
        String got =
                tiers.stream()
                        .map(tier ->
                                wanted.stream()
                                        .map(want -> want.got().apply(tier))
                                        .collect(joining(" and ", tier.name() + " ", "")))
                        .collect(joining(", "));
        return "no tier that may answer meets the limits asked for: expected %s, got %s; relax one"
                .formatted(expected, got);
    }

    /** As much of the ladder as the ceiling pays for, if every attempt costs the most it may. */
    static List<TierProfile> affordable(
            List<TierProfile> ladder, Limits limits, Predictions predicted) {
        if (limits.mostCost() == 0) {
            return ladder;
        }
        List<TierProfile> paid = new ArrayList<>();
        double sum = 0;
        for (TierProfile tier : ladder) {
            sum += predicted.cost(tier);
            if (sum > limits.mostCost()) {
                break;
            }
            paid.add(tier);
        }
        return paid;
    }

    /** Those that the ceiling pays for by themselves. */
    static List<TierProfile> eachAffordable(
            List<TierProfile> tiers, Limits limits, Predictions predicted) {
        return limits.mostCost() == 0
                ? tiers
                : tiers.stream().filter(tier -> predicted.cost(tier) <= limits.mostCost()).toList();
    }

    static String words(Objective objective) {
        return switch (objective) {
            case COST -> "cost: an unsure answer is handed up";
            case LATENCY -> "latency: one tier answers at once";
            case QUALITY -> "quality: the highest tier answers";
        };
    }

    private static String number(double value) {
        if (value == Math.rint(value)) {
            return Long.toString((long) value);
        }
        return value < .001 ? Double.toString(value) : String.format(Locale.ROOT, "%.3f", value);
    }
}
