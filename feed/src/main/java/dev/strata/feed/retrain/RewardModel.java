package dev.strata.feed.retrain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What is expected of a request that is tried on a tier first, by how hard it seems: means of bins,
 * drawn towards their tier's mean where they hold little.
 */
final class RewardModel {
    private static final int BINS = 5;
    private static final double PRIOR = 20;

    /**
     * A tier, and which fifth of the difficulties; bin -1 is the whole tier, tier "" all of them.
     */
    private record Cell(String tier, int bin) {}

    private record Sum(double rewards, double count) {
        Sum plus(Sum other) {
            return new Sum(rewards + other.rewards, count + other.count);
        }
    }

    private final Map<Cell, Sum> sums = new HashMap<>();
    private final List<Double> edges;

    private RewardModel(List<Double> edges) {
        this.edges = edges;
    }

    /** Fits it to outcomes by the difficulty that the router saw then. */
    static RewardModel fit(List<Outcome> outcomes, ToDoubleFunction<Outcome> reward) {
        double[] sorted = outcomes.stream().mapToDouble(Outcome::difficulty).sorted().toArray();
        List<Double> edges = new ArrayList<>();
        for (int i = 1; i < BINS && sorted.length > 0; i++) {
            edges.add(sorted[i * sorted.length / BINS]);
        }
        RewardModel model = new RewardModel(edges);
        for (Outcome outcome : outcomes) {
            Sum one = new Sum(reward.applyAsDouble(outcome), 1);
            for (Cell cell :
                    List.of(
                            new Cell(outcome.first(), model.bin(outcome)),
                            new Cell(outcome.first(), -1),
                            new Cell("", -1))) {
                model.sums.merge(cell, one, Sum::plus);
            }
        }
        return model;
    }

    /** The mean reward expected of {@code outcome}'s request, had {@code tier} been tried first. */
    double expected(Outcome outcome, String tier) {
        Sum all = sums.getOrDefault(new Cell("", -1), new Sum(0, 0));
        double mean = all.count() > 0 ? all.rewards() / all.count() : 0;
        double ofTier = drawn(new Cell(tier, -1), mean);
        return drawn(new Cell(tier, bin(outcome)), ofTier);
    }

    private double drawn(Cell cell, double towards) {
        Sum sum = sums.getOrDefault(cell, new Sum(0, 0));
        return (sum.rewards() + PRIOR * towards) / (sum.count() + PRIOR);
    }

    private int bin(Outcome outcome) {
        int bin = 0;
        for (double edge : edges) {
            bin += outcome.difficulty() >= edge ? 1 : 0;
        }
        return bin;
    }
}
