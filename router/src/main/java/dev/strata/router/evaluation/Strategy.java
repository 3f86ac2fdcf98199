package dev.strata.router.evaluation;

import dev.strata.router.evaluation.OperatingPoint.Outcome;
import dev.strata.router.evaluation.Resampling.Interval;
import java.util.ArrayList;
import java.util.List;

/** What a way of answering makes of questions: a number of each kind for each of them. */
public final class Strategy {
    /** Both cores of the machine that the prices were measured on work for one stream. */
    private static final double CORES = 2;

    /** A question's figures; an expectation where tiers are drawn. */
    private record Line(double right, double cost, double tokens, double gflops, int tier) {}

    private final List<Line> lines;

    private Strategy(List<Line> lines) {
        this.lines = List.copyOf(lines);
    }

    static Strategy of(List<Outcome> outcomes) {
        return new Strategy(
                outcomes.stream()
                        .map(o ->
                                new Line(
                                        o.right(),
                                        o.spent().cost(),
                                        o.spent().tokens(),
                                        o.spent().gflops(),
                                        o.tier()))
                        .toList());
    }

    static Strategy mixed(List<Strategy> parts, double[] shares) {
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < parts.getFirst().lines.size(); i++) {
            double[] sums = new double[4];
            for (int p = 0; p < shares.length; p++) {
                Line line = parts.get(p).lines.get(i);
                sums[0] += shares[p] * line.right();
                sums[1] += shares[p] * line.cost();
                sums[2] += shares[p] * line.tokens();
                sums[3] += shares[p] * line.gflops();
            }
            lines.add(new Line(sums[0], sums[1], sums[2], sums[3], 0));
        }
        return new Strategy(lines);
    }

    /** The same on some of the questions. */
    public Strategy on(List<Integer> which) {
        return new Strategy(which.stream().map(lines::get).toList());
    }

    /** How often each tier's answer is taken. */
    public double[] shares(int tiers) {
        double[] shares = new double[tiers];
        lines.forEach(line -> shares[line.tier()] += 1.0 / lines.size());
        return shares;
    }

    /** How well each question was answered, 0 to 1, in their order. */
    public double[] right() {
        return lines.stream().mapToDouble(Line::right).toArray();
    }

    double[] cost() {
        return lines.stream().mapToDouble(Line::cost).toArray();
    }

    /** The share of right answers. */
    public double accuracy() {
        return lines.stream().mapToDouble(Line::right).average().orElse(0);
    }

    /** Where 95% of the bootstrap's accuracies lie. */
    public Interval accuracyInterval() {
        return Resampling.mean(right());
    }

    /** Mean cost of a question, in price units: core-seconds. */
    public double meanCost() {
        return lines.stream().mapToDouble(Line::cost).average().orElse(0);
    }

    /** Mean tokens computed for a question: prompts and answers of all attempts. */
    public double meanTokens() {
        return lines.stream().mapToDouble(Line::tokens).average().orElse(0);
    }

    /** Mean seconds of a question where nothing else runs. */
    public double meanSeconds() {
        return meanCost() / CORES;
    }

    /** Mean GFLOPs of a question. */
    public double meanGflops() {
        return lines.stream().mapToDouble(Line::gflops).average().orElse(0);
    }

    /** The share of another strategy's cost that is not spent. */
    public double saving(Strategy dearest) {
        return 1 - meanCost() / dearest.meanCost();
    }
}
