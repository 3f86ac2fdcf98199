package dev.strata.router.evaluation;

import dev.strata.router.cascade.CalibrationTrainer;
import dev.strata.router.cascade.CalibrationTrainer.GradedAnswer;
import dev.strata.router.cascade.Cascade;
import dev.strata.router.cascade.FittedCalibration;
import dev.strata.router.difficulty.Groups;
import dev.strata.router.evaluation.Asked.Spent;
import dev.strata.router.evaluation.OperatingPoint.Attempt;
import dev.strata.router.evaluation.OperatingPoint.Outcome;
import dev.strata.router.policy.Policy;
import dev.strata.router.policy.PriceList;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Fits calibrations and chooses the operating point on the tuning half alone: the cheapest at which
 * the tuning half is answered hardly worse than by the last tier, and surely so. Thresholds are
 * chosen with confidences of models that have not seen the question's group.
 */
final class CascadeTuning {
    private static final int FOLDS = 5;
    private static final double[] ACCEPT = grid(.3, .95, 14);

    /** The last one is out of reach: never begin there. */
    private static final double[] BEGIN = grid(.3, 1.01, 19);

    /** What the tuning half may lose against the last tier. */
    static final double ALLOWED_LOSS = .03;

    private static final double ALLOWED_SURELY = .05;
    private static final int ENOUGH_TAKEN = 20;
    private static final double SURE = 1.3;

    private final List<Asked> rows;
    private final PriceList prices;
    private final Policy.Difficulty bands;
    private final int last;

    /** Of each tier but the last, by threshold and row. */
    private final Attempt[][][] attempts;

    /** Of each tier but the last, by row: what a prior expects that has not seen its group. */
    private final double[][] expected;

    private CascadeTuning(List<Asked> rows, PriceList prices, Policy.Difficulty bands) {
        this.bands = bands;
        this.rows = rows;
        this.prices = prices;
        this.last = rows.getFirst().replies().size() - 1;
        this.attempts = new Attempt[last][ACCEPT.length][rows.size()];
        this.expected = new double[last][rows.size()];
    }

    static OperatingPoint tune(List<Asked> rows, PriceList prices, Policy.Difficulty bands) {
        CascadeTuning tuning = new CascadeTuning(rows, prices, bands);
        tuning.replay();
        return tuning.search();
    }

    /** Fits a tier's calibration to rows. */
    static FittedCalibration fit(List<Asked> rows, int tier, double acceptFrom, double beginFrom) {
        List<GradedAnswer> answers = rows.stream().map(row -> graded(row, tier)).toList();
        return new FittedCalibration(
                rows.getFirst().replies().get(tier).tier().asModel(),
                CalibrationTrainer.judge(answers),
                CalibrationTrainer.prior(answers, beginFrom),
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
                replay(tier, fit(seen, tier, .5, .5), folds, fold);
            }
        }
    }

    private void replay(int tier, FittedCalibration fitted, int[] folds, int fold) {
        for (int i = 0; i < folds.length; i++) {
            if (folds[i] == fold) {
                expected[tier][i] = fitted.prior().probability(rows.get(i).prompt());
            }
        }
        for (int a = 0; a < ACCEPT.length; a++) {
            Cascade cascade = cascade(fitted, ACCEPT[a]);
            for (int i = 0; i < folds.length; i++) {
                if (folds[i] == fold) {
                    attempts[tier][a][i] = OperatingPoint.attempt(rows.get(i), tier, cascade);
                }
            }
        }
    }

    private Cascade cascade(FittedCalibration fitted, double acceptFrom) {
        return new OperatingPoint(bands, List.of(at(fitted, acceptFrom))).cascade();
    }

    private static FittedCalibration at(FittedCalibration fitted, double acceptFrom) {
        return new FittedCalibration(fitted.model(), fitted.judge(), fitted.prior(), acceptFrom);
    }

    /** Among equally cheap points the one that judges most strictly. */
    private OperatingPoint search() {
        double least = Double.POSITIVE_INFINITY;
        int never = BEGIN.length - 1;
        int[] best = {ACCEPT.length - 1, ACCEPT.length - 1, never, never};
        for (int first = 0; first < ACCEPT.length; first++) {
            for (int second = 0; second < ACCEPT.length; second++) {
                for (int middle = 0; middle < BEGIN.length; middle++) {
                    // Where V1's answers go depends on V2's threshold alone.
                    double[] up = {never(), BEGIN[middle]};
                    Outcome[][] ladder = ladder(new int[] {first, second}, up);
                    for (int small = 0; small < BEGIN.length; small++) {
                        double[] begin = {BEGIN[small], BEGIN[middle]};
                        double[] sums = sums(ladder, begin);
                        if (sums[0] >= 0 && sums[1] <= least) {
                            least = sums[1];
                            best = new int[] {first, second, small, middle};
                        }
                    }
                }
            }
        }
        double[] begin = {BEGIN[best[2]], BEGIN[best[3]]};
        List<FittedCalibration> fitted = new ArrayList<>();
        for (int tier = 0; tier < last; tier++) {
            int accept = isBegunAt(tier, begin) ? best[tier] : byItself(tier);
            fitted.add(fit(rows, tier, ACCEPT[accept], begin[tier]));
        }
        return new OperatingPoint(bands, fitted);
    }

    private static double never() {
        return BEGIN[BEGIN.length - 1];
    }

    private boolean isBegunAt(int tier, double[] begin) {
        return IntStream.range(0, rows.size()).anyMatch(row -> start(row, begin) == tier);
    }

    /**
     * For a tier that no row of the tuning half begins at: the least strict threshold at which what
     * is taken is hardly less often right than the last tier's answers to the same questions.
     */
    private int byItself(int tier) {
        for (int a = 0; a < ACCEPT.length; a++) {
            int taken = 0;
            double gain = 0;
            for (int i = 0; i < rows.size(); i++) {
                if (attempts[tier][a][i].up() == 0) {
                    List<Asked.Reply> replies = rows.get(i).replies();
                    taken++;
                    gain += replies.get(tier).isRight() ? 1 : 0;
                    gain -= replies.get(last).isRight() ? 1 - ALLOWED_LOSS : 0;
                }
            }
            if (taken >= ENOUGH_TAKEN && gain >= 0) {
                return a;
            }
        }
        return ACCEPT.length - 1;
    }

    /**
     * What becomes of each row where it begins at each tier; an unsure answer goes to the first
     * tier above that is expected to answer well, else to the last.
     */
    private Outcome[][] ladder(int[] accept, double[] begin) {
        Outcome[][] ladder = new Outcome[last + 1][rows.size()];
        for (int i = 0; i < rows.size(); i++) {
            ladder[last][i] = OperatingPoint.only(rows.get(i), last, prices);
            for (int tier = last - 1; tier >= 0; tier--) {
                Attempt attempt = attempts[tier][accept[tier]][i];
                Asked.Reply reply = rows.get(i).replies().get(tier);
                Spent spent = reply.spent(prices, attempt.tokens());
                Outcome above = ladder[expectedFrom(i, tier + 1, begin)][i];
                ladder[tier][i] =
                        attempt.up() == 0
                                ? new Outcome(tier, reply.isRight(), spent)
                                : new Outcome(
                                        above.tier(), above.isRight(), spent.plus(above.spent()));
            }
        }
        return ladder;
    }

    /** The first tier from {@code tier} on that is expected to answer well, else the last. */
    private int expectedFrom(int row, int tier, double[] begin) {
        for (int at = tier; at < last; at++) {
            if (expected[at][row] >= begin[at]) {
                return at;
            }
        }
        return last;
    }

    /**
     * Whether enough is right (0 or more), and what it costs. Enough: hardly less than the last
     * tier has, and were the half drawn anew, surely not much less.
     */
    private double[] sums(Outcome[][] ladder, double[] begin) {
        double dearest = 0;
        double sum = 0;
        double squares = 0;
        double cost = 0;
        for (int i = 0; i < rows.size(); i++) {
            Outcome outcome = ladder[start(i, begin)][i];
            double gain = outcome.right() - ladder[last][i].right();
            dearest += ladder[last][i].right();
            sum += gain;
            squares += gain * gain;
            cost += outcome.spent().cost();
        }
        double spread = Math.sqrt(Math.max(0, squares - sum * sum / rows.size()));
        double surely = sum - SURE * spread + ALLOWED_SURELY * dearest;
        return new double[] {Math.min(sum + ALLOWED_LOSS * dearest, surely), cost};
    }

    private int start(int row, double[] begin) {
        double difficulty = rows.get(row).prompt().difficulty();
        if (!bands.isMiddle(difficulty)) {
            return difficulty < bands.easyBelow() ? 0 : last;
        }
        return expectedFrom(row, 0, begin);
    }

    private static double[] grid(double from, double to, int points) {
        return IntStream.range(0, points)
                .mapToDouble(i -> from + (to - from) * i / (points - 1))
                .toArray();
    }
}
