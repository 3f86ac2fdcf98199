package dev.strata.cli.bench;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * How much larger one measure is than another that was taken by turns with it, round by round.
 *
 * @param before of each round
 * @param after of each round
 */
record RatioOfMeans(List<Double> before, List<Double> after) {
    private static final int RESAMPLES = 5000;
    private static final long SEED = 20_261_122;

    RatioOfMeans {
        before = List.copyOf(before);
        after = List.copyOf(after);
        if (before.isEmpty() || before.size() != after.size()) {
            throw new IllegalArgumentException(
                    "rounds do not match: expected as many of both, got %d and %d"
                            .formatted(before.size(), after.size()));
        }
    }

    double meanBefore() {
        return mean(before);
    }

    double meanAfter() {
        return mean(after);
    }

    /** 0.03 where {@code after} is 3% larger. */
    double added() {
        return meanAfter() / meanBefore() - 1;
    }

    /** The bootstrap's 95% interval of {@link #added}, whole rounds drawn with replacement. */
    double[] interval() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
        double[] added = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            double without = 0;
            double with = 0;
            for (int draw = 0; draw < before.size(); draw++) {
                int round = random.nextInt(before.size());
                without += before.get(round);
                with += after.get(round);
            }
            added[i] = with / without - 1;
        }
        Arrays.sort(added);
        return new double[] {added[RESAMPLES / 40], added[RESAMPLES - 1 - RESAMPLES / 40]};
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }
}
