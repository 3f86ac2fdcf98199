package dev.strata.feed.retrain;

import dev.strata.router.evaluation.Resampling.Interval;
import dev.strata.router.evaluation.RouterEvaluation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Decides whether a candidate may take a champion's place, on outcomes later than those that it was
 * fitted to. Pure and deterministic.
 *
 * @param champion that routes now
 * @param candidate that was fitted to {@code earlier}
 * @param earlier what expectations are fitted to
 * @param later what is measured
 */
record Gate(Routing champion, Routing candidate, List<Outcome> earlier, List<Outcome> later) {
    private static final double QUALITY_LOSS = -.01;
    private static final double SLICE_LOSS = -.03;
    private static final double MORE_COST = .02;
    private static final double MORE_ESCALATIONS = .2;
    private static final double CALIBRATION = .05;
    private static final double EFFECTIVE = 500;
    private static final double MATCHED = 20;
    private static final int SLICE_ROWS = 100;
    private static final int DRAWS = 400;

    Gate {
        earlier = List.copyOf(earlier);
        later = List.copyOf(later);
    }

    /** Every check; the estimates of quality and of cost go into the report too. */
    record Findings(List<Check> checks, OffPolicy quality, OffPolicy cost, EffectiveSample sample) {
        Findings {
            checks = List.copyOf(checks);
        }
    }

    Findings look() {
        List<Outcome> judged = later.stream().filter(Outcome::isJudged).toList();
        List<Outcome> judgedBefore = earlier.stream().filter(Outcome::isJudged).toList();
        ToDoubleFunction<Outcome> reward = row -> row.quality().orElse(0);
        RewardModel expected = RewardModel.fit(judgedBefore, reward);
        OffPolicy quality = OffPolicy.of(judged, champion, candidate, reward, expected);
        OffPolicy cost = overAll(Outcome::cost);
        OffPolicy escalations = overAll(row -> row.isEscalated() ? 1 : 0);
        EffectiveSample sample = EffectiveSample.of(judged, champion, candidate);
        List<Check> checks = new ArrayList<>();
        checks.add(Check.enough("effective sample", sample.effective(), EFFECTIVE));
        checks.add(Check.enough("judged where it differs", sample.matched(), MATCHED));
        Interval loss = quality.interval();
        checks.add(
                Check.atLeast(
                        "quality", quality.difference(), loss.low(), loss.high(), QUALITY_LOSS));
        checks.add(relative("cost", cost, MORE_COST));
        Interval more = escalations.relative();
        checks.add(
                Check.notOver(
                        "escalations",
                        share(escalations),
                        more.low(),
                        more.high(),
                        MORE_ESCALATIONS));
        checks.add(calibration(judged, expected));
        checks.addAll(slices("domain", judged, Outcome::domain, reward, expected));
        checks.addAll(slices("tenant", judged, Outcome::tenant, reward, expected));
        return new Findings(checks, quality, cost, sample);
    }

    private OffPolicy overAll(ToDoubleFunction<Outcome> reward) {
        return OffPolicy.of(later, champion, candidate, reward, RewardModel.fit(earlier, reward));
    }

    private static Check relative(String name, OffPolicy of, double most) {
        Interval interval = of.relative();
        return Check.atMost(name, share(of), interval.low(), interval.high(), most);
    }

    private static double share(OffPolicy of) {
        return of.difference() / Math.max(1e-9, of.champion());
    }

    private List<Check> slices(
            String what,
            List<Outcome> judged,
            Function<Outcome, String> slice,
            ToDoubleFunction<Outcome> reward,
            RewardModel expected) {
        Map<String, List<Outcome>> slices = new TreeMap<>();
        judged.forEach(
                row -> slices.computeIfAbsent(slice.apply(row), _ -> new ArrayList<>()).add(row));
        List<Check> checks = new ArrayList<>();
        slices.forEach((name, rows) -> {
            if (rows.size() >= SLICE_ROWS && slices.size() > 1) {
                OffPolicy of = OffPolicy.of(rows, champion, candidate, reward, expected);
                checks.add(
                        Check.notOver(
                                what + " '" + name + "', loss",
                                -of.difference(),
                                -of.interval().high(),
                                -of.interval().low(),
                                -SLICE_LOSS));
            }
        });
        return checks;
    }

    /**
     * Whether what is expected of a tier at a difficulty comes to be, in ten bins of equal size.
     * Few rows err by chance: as much as a perfect forecast errs in 95 of 100 draws is no failure.
     */
    private static Check calibration(List<Outcome> judged, RewardModel expected) {
        int size = judged.size();
        double[] foretold = new double[size];
        double[] real = new double[size];
        for (int i = 0; i < size; i++) {
            foretold[i] = Math.clamp(expected.expected(judged.get(i), judged.get(i).first()), 0, 1);
            real[i] = judged.get(i).quality().orElse(0);
        }
        SplittableRandom random = new SplittableRandom(7);
        double[] byChance = new double[DRAWS];
        for (int draw = 0; draw < DRAWS; draw++) {
            double[] drawn = new double[size];
            for (int i = 0; i < size; i++) {
                drawn[i] = random.nextDouble() < foretold[i] ? 1 : 0;
            }
            byChance[draw] = error(foretold, drawn);
        }
        Arrays.sort(byChance);
        double most = Math.max(CALIBRATION, byChance[DRAWS * 95 / 100]);
        double error = error(foretold, real);
        return Check.notOver("calibration", error, error, error, Math.round(most * 1e3) / 1e3);
    }

    private static double error(double[] foretold, double[] real) {
        return RouterEvaluation.error(foretold, real);
    }
}
