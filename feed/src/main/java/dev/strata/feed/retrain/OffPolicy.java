package dev.strata.feed.retrain;

import dev.strata.router.evaluation.Resampling;
import dev.strata.router.evaluation.Resampling.Interval;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What a figure would have been, had requests been tried first where a candidate sends them, and
 * where the champion does: doubly robust, from outcomes whose first tiers were chosen with known
 * probabilities.
 *
 * @param champion the mean under the champion
 * @param candidate the mean under the candidate
 * @param difference of the two, paired by request
 * @param interval where 95% of the bootstrap's differences lie
 * @param relative where 95% of the bootstrap's differences lie, as a share of the champion's mean
 * @param weighted the candidate's mean by self-normalised weights alone, to compare with
 */
record OffPolicy(
        int rows,
        double champion,
        double candidate,
        double difference,
        Interval interval,
        Interval relative,
        double weighted) {

    /*
     * For one request x, tried on tier a with probability p, rewarded r, the value of a policy that
     * tries tier b is estimated by q(x, b) + [a = b] / p * (r - q(x, a)). It is unbiased where the
     * probabilities are right, whatever q is, and has little variance where q is good. q must come
     * from other rows. Source: Dudik, Langford, Li: Doubly Robust Policy Evaluation and Learning.
     */

    /**
     * Estimates from {@code rows}.
     *
     * @param reward of those rows
     * @param expected fitted on other rows
     */
    static OffPolicy of(
            List<Outcome> rows,
            Routing champion,
            Routing candidate,
            ToDoubleFunction<Outcome> reward,
            RewardModel expected) {
        double[] old = new double[rows.size()];
        double[] fresh = new double[rows.size()];
        double weights = 0;
        double rewards = 0;
        for (int i = 0; i < old.length; i++) {
            Outcome row = rows.get(i);
            double r = reward.applyAsDouble(row);
            String now = candidate.first(row);
            old[i] = value(row, champion.first(row), r, expected);
            fresh[i] = value(row, now, r, expected);
            if (now.equals(row.first())) {
                weights += 1 / row.propensity();
                rewards += r / row.propensity();
            }
        }
        return new OffPolicy(
                old.length,
                mean(old),
                mean(fresh),
                mean(fresh) - mean(old),
                interval(old.length, draw -> mean(fresh, draw) - mean(old, draw)),
                interval(
                        old.length,
                        draw -> {
                            double base = mean(old, draw);
                            return (mean(fresh, draw) - base) / Math.max(1e-9, base);
                        }),
                weights > 0 ? rewards / weights : 0);
    }

    private static Interval interval(int size, ToDoubleFunction<int[]> of) {
        return size == 0 ? new Interval(0, 0) : Resampling.drawn(size, of);
    }

    private static double value(Outcome row, String first, double reward, RewardModel expected) {
        double value = expected.expected(row, first);
        return first.equals(row.first())
                ? value + (reward - expected.expected(row, row.first())) / row.propensity()
                : value;
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return values.length == 0 ? 0 : sum / values.length;
    }

    private static double mean(double[] values, int[] draw) {
        double sum = 0;
        for (int i : draw) {
            sum += values[i];
        }
        return sum / draw.length;
    }
}
