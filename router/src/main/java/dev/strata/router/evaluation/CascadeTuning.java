package dev.strata.router.evaluation;

import dev.strata.router.cascade.CalibrationTrainer;
import dev.strata.router.cascade.CalibrationTrainer.GradedAnswer;
import dev.strata.router.cascade.Cascade;
import dev.strata.router.cascade.FittedCalibration;
import dev.strata.router.difficulty.Groups;
import dev.strata.router.evaluation.Asked.Spent;
import dev.strata.router.evaluation.OperatingPoint.Attempt;
import dev.strata.router.evaluation.OperatingPoint.Outcome;
import dev.strata.router.policy.PriceList;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Fits calibrations and chooses the operating point on the tuning half alone: the cheapest at which
 * the tuning half is answered at least as well as by the last tier, and surely so. Thresholds are
 * chosen with confidences of models that have not seen the question's group.
 */
final class CascadeTuning {
    private static final int FOLDS = 5;
    private static final double[] ACCEPT = grid(.3, .95, 14);
    private static final double[] DIFFICULTY = grid(0, 1, 11);
    private static final double ALLOWED_LOSS = .05;
    private static final double SURE = 1.3;

    private final List<Asked> rows;
    private final PriceList prices;
    private final int last;

    /** Of each tier but the last, by threshold and row. */
    private final Attempt[][][] attempts;

    private CascadeTuning(List<Asked> rows, PriceList prices) {
        this.rows = rows;
        this.prices = prices;
        this.last = rows.getFirst().replies().size() - 1;
        this.attempts = new Attempt[last][ACCEPT.length][rows.size()];
    }

    static OperatingPoint tune(List<Asked> rows, PriceList prices) {
        CascadeTuning tuning = new CascadeTuning(rows, prices);
        tuning.replay();
        return tuning.search();
    }

    /** Fits a tier's calibration to rows. */
    static FittedCalibration fit(List<Asked> rows, int tier, double acceptFrom) {
        Asked.Tier of = rows.getFirst().replies().get(tier).tier();
        return new FittedCalibration(
                of.name(),
                of.name(),
                of.model(),
                of.precision(),
                CalibrationTrainer.fit(rows.stream().map(row -> graded(row, tier)).toList()),
                acceptFrom);
    }

    static GradedAnswer graded(Asked row, int tier) {
        Asked.Reply reply = row.replies().get(tier);
        return new GradedAnswer(
                reply.answer().logprobs(),
                reply.answer().entropies(),
                row.prompt(),
                reply.isRight());
    }

    private void replay() {
        int[] folds =
                Groups.folds(rows.stream().map(row -> row.question().prompt()).toList(), FOLDS);
        for (int fold = 0; fold < FOLDS; fold++) {
            int held = fold;
            List<Asked> seen =
                    IntStream.range(0, folds.length)
                            .filter(i -> folds[i] != held)
                            .mapToObj(rows::get)
                            .toList();
            if (seen.isEmpty()) {
                throw new IllegalArgumentException(
                        "questions cannot be tuned on: expected several that do not resemble one another, got %d of one template; add others"
                                .formatted(rows.size()));
            }
            if (seen.size() == rows.size()) {
                continue;
            }
            for (int tier = 0; tier < last; tier++) {
                FittedCalibration fitted = fit(seen, tier, .5);
                for (int a = 0; a < ACCEPT.length; a++) {
                    Cascade cascade = cascade(fitted, ACCEPT[a]);
                    for (int i = 0; i < folds.length; i++) {
                        if (folds[i] == fold) {
                            attempts[tier][a][i] =
                                    OperatingPoint.attempt(
                                            rows.get(i), rows.get(i).replies().get(tier), cascade);
                        }
                    }
                }
            }
        }
    }

    private static Cascade cascade(FittedCalibration fitted, double acceptFrom) {
        return new OperatingPoint(0, 0, List.of(at(fitted, acceptFrom))).cascade();
    }

    private static FittedCalibration at(FittedCalibration fitted, double acceptFrom) {
        return new FittedCalibration(
                fitted.name(),
                fitted.tier(),
                fitted.modelSha256(),
                fitted.precision(),
                fitted.weights(),
                acceptFrom);
    }

    private OperatingPoint search() {
        double least = Double.POSITIVE_INFINITY;
        int[] best = {ACCEPT.length - 1, ACCEPT.length - 1, 0, 0};
        for (int first = 0; first < ACCEPT.length; first++) {
            for (int second = 0; second < ACCEPT.length; second++) {
                Outcome[][] ladder = ladder(first, second);
                for (int easy = 0; easy < DIFFICULTY.length; easy++) {
                    for (int hard = easy; hard < DIFFICULTY.length; hard++) {
                        double[] sums = sums(ladder, DIFFICULTY[easy], DIFFICULTY[hard]);
                        if (sums[0] >= 0 && sums[1] < least) {
                            least = sums[1];
                            best = new int[] {first, second, easy, hard};
                        }
                    }
                }
            }
        }
        List<FittedCalibration> fitted = new ArrayList<>();
        for (int tier = 0; tier < last; tier++) {
            fitted.add(fit(rows, tier, ACCEPT[best[tier]]));
        }
        return new OperatingPoint(DIFFICULTY[best[2]], DIFFICULTY[best[3]], fitted);
    }

    /** What becomes of each row where it begins at each tier. */
    private Outcome[][] ladder(int first, int second) {
        int[] accept = {first, second};
        Outcome[][] ladder = new Outcome[last + 1][rows.size()];
        for (int i = 0; i < rows.size(); i++) {
            ladder[last][i] = OperatingPoint.only(rows.get(i), last, prices);
            for (int tier = last - 1; tier >= 0; tier--) {
                Attempt attempt = attempts[tier][accept[tier]][i];
                Asked.Reply reply = rows.get(i).replies().get(tier);
                Spent spent = reply.spent(prices, attempt.tokens());
                Outcome above = ladder[tier + 1][i];
                ladder[tier][i] =
                        attempt.isTaken()
                                ? new Outcome(tier, reply.isRight(), spent)
                                : new Outcome(
                                        above.tier(), above.isRight(), spent.plus(above.spent()));
            }
        }
        return ladder;
    }

    /**
     * Whether enough is right (0 or more), and what it costs. Enough: as much as the last tier has,
     * and its loss, were the half drawn anew, hardly over a twentieth.
     */
    private double[] sums(Outcome[][] ladder, double easyBelow, double hardFrom) {
        OperatingPoint point = new OperatingPoint(easyBelow, hardFrom, List.of());
        double dearest = 0;
        double sum = 0;
        double squares = 0;
        double cost = 0;
        for (int i = 0; i < rows.size(); i++) {
            Outcome outcome = ladder[point.start(rows.get(i))][i];
            double gain = outcome.right() - ladder[last][i].right();
            dearest += ladder[last][i].right();
            sum += gain;
            squares += gain * gain;
            cost += outcome.spent().cost();
        }
        double spread = Math.sqrt(Math.max(0, squares - sum * sum / rows.size()));
        double enough = sum - SURE * spread + ALLOWED_LOSS * dearest;
        return new double[] {Math.min(sum, enough), cost};
    }

    private static double[] grid(double from, double to, int points) {
        return IntStream.range(0, points)
                .mapToDouble(i -> from + (to - from) * i / (points - 1))
                .toArray();
    }
}
