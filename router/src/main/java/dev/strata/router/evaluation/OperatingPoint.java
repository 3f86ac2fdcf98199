package dev.strata.router.evaluation;

import dev.strata.router.cascade.AnswerJudge;
import dev.strata.router.cascade.Cascade;
import dev.strata.router.cascade.FittedCalibration;
import dev.strata.router.cascade.Judgement;
import dev.strata.router.cascade.Prior;
import dev.strata.router.evaluation.Asked.Reply;
import dev.strata.router.evaluation.Asked.Spent;
import dev.strata.router.policy.Policy;
import dev.strata.router.policy.PriceList;
import dev.strata.router.settings.SettingsText;
import java.util.List;
import java.util.Optional;

/**
 * Where requests start and which answers are kept.
 *
 * @param bands the policy's: the easy begins at the first tier, the hard at the last
 * @param calibrations of all tiers but the last
 */
public record OperatingPoint(Policy.Difficulty bands, List<FittedCalibration> calibrations) {
    public OperatingPoint {
        calibrations = List.copyOf(calibrations);
    }

    /**
     * What became of a question.
     *
     * @param tier index of the one whose answer was taken
     */
    record Outcome(int tier, boolean isRight, Spent spent) {
        double right() {
            return isRight ? 1 : 0;
        }
    }

    /** What a judge makes of a whole answer: whether it is taken, and after how many tokens. */
    record Attempt(boolean isTaken, int tokens) {}

    /** Judges stored answers as they would be while they stream. */
    Cascade cascade() {
        return Cascade.of(
                new SettingsText("calibration", FittedCalibration.text(List.of(), calibrations)));
    }

    /** The tier that a request begins at, as the router has it. */
    int start(Asked asked) {
        int last = asked.replies().size() - 1;
        double difficulty = asked.prompt().difficulty();
        return bands.isMiddle(difficulty)
                ? Prior.first(
                                calibrations.stream().map(c -> Optional.of(c.prior())).toList(),
                                asked.prompt())
                        .orElse(last)
                : difficulty < bands.easyBelow() ? 0 : last;
    }

    /** Asks from tier {@code start} on, up to the first answer that is taken. */
    static Outcome climb(Asked asked, int start, Cascade cascade, PriceList prices) {
        Spent spent = Spent.NOTHING;
        int last = asked.replies().size() - 1;
        for (int tier = start; tier < last; tier++) {
            Reply reply = asked.replies().get(tier);
            Attempt attempt = attempt(asked, reply, cascade);
            spent = spent.plus(reply.spent(prices, attempt.tokens()));
            if (attempt.isTaken()) {
                return new Outcome(tier, reply.isRight(), spent);
            }
        }
        Outcome end = only(asked, last, prices);
        return new Outcome(last, end.isRight(), spent.plus(end.spent()));
    }

    /** Asks one tier and takes its answer. */
    static Outcome only(Asked asked, int tier, PriceList prices) {
        Reply reply = asked.replies().get(tier);
        return new Outcome(tier, reply.isRight(), reply.spent(prices, reply.answer().tokens()));
    }

    static Attempt attempt(Asked asked, Reply reply, Cascade cascade) {
        AnswerJudge judge =
                cascade.judge(
                        reply.tier().name(),
                        reply.tier().model(),
                        reply.tier().precision(),
                        asked.prompt());
        int tokens = reply.answer().tokens();
        for (int i = 0; i < tokens; i++) {
            Judgement judgement =
                    judge.observe(
                            reply.answer().logprobs().get(i), reply.answer().entropies().get(i));
            switch (judgement) {
                case Judgement.Undecided _ -> {}
                case Judgement.Commit _ -> {
                    return new Attempt(true, tokens);
                }
                case Judgement.Escalate _ -> {
                    return new Attempt(false, i + 1);
                }
            }
        }
        return new Attempt(judge.finish() instanceof Judgement.Commit, tokens);
    }
}
