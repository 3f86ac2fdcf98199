package dev.strata.router;

import dev.strata.router.policy.Objective;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is left of the tiers by a request's own limits, and how an objective starts among them. */
final class LimitsStep {
    private LimitsStep() {}

    static void narrow(Candidates candidates, Limits limits, Predictions predicted) {
        if (limits.mostCost() > 0) {
            candidates.keep(
                    "cost-ceiling",
                    tier -> predicted.cost(tier) <= limits.mostCost(),
                    "a cost of at most " + number(limits.mostCost()));
        }
        if (limits.firstTokenMillis() > 0) {
            candidates.keep(
                    "latency-objective",
                    tier -> predicted.firstTokenMillis(tier) <= limits.firstTokenMillis(),
                    "a first token within " + number(limits.firstTokenMillis()) + " ms");
        }
        if (limits.leastQuality() > 0) {
            candidates.keep(
                    "quality-floor",
                    tier -> predicted.quality(tier) >= limits.leastQuality(),
                    "a quality of at least " + number(limits.leastQuality()));
        }
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
        return value == Math.rint(value)
                ? Long.toString((long) value)
                : String.format(Locale.ROOT, "%.3f", value);
    }
}
