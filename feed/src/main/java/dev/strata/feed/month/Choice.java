package dev.strata.feed.month;

import dev.strata.feed.mix.MonthlyMix;
import dev.strata.feed.mix.Splits;
import java.util.Set;

/**
 * What was chosen, by the numbers of the rows; of the parent's by their place in it.
 *
 * @param syntheticWanted what the share of real rows asks for; 0 where there are none
 * @param realShare of the month's place in the schedule
 */
record Choice(
        MonthlyMix.Plan plan,
        Set<Integer> retained,
        Set<Integer> synthetic,
        Set<Integer> inEvaluation,
        Splits newSplits,
        long syntheticWanted,
        double realShare) {
    Choice {
        retained = Set.copyOf(retained);
        synthetic = Set.copyOf(synthetic);
        inEvaluation = Set.copyOf(inEvaluation);
    }

    /** Rows that will be written. */
    long rows() {
        return (long) retained.size() + plan.coming().size() + synthetic.size();
    }
}
