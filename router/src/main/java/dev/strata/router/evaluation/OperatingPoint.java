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

    /**
     * What a judge makes of a whole answer.
     *
     * @param up how many tiers it goes up; 0 where it is taken
     * @param tokens after which that is clear; all of them where it is taken
     */
    record Attempt(int up, int tokens) {}

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
        int tier = start;
        while (tier < last) {
            Reply reply = asked.replies().get(tier);
            Attempt attempt = attempt(asked, tier, cascade);
            spent = spent.plus(reply.spent(prices, attempt.tokens()));
            if (attempt.up() == 0) {
                return new Outcome(tier, reply.isRight(), spent);
            }
            tier += attempt.up();
        }
        Outcome end = only(asked, last, prices);
        return new Outcome(last, end.isRight(), spent.plus(end.spent()));
    }

    /** Asks one tier and takes its answer. */
    static Outcome only(Asked asked, int tier, PriceList prices) {
        Reply reply = asked.replies().get(tier);
        return new Outcome(tier, reply.isRight(), reply.spent(prices, reply.answer().tokens()));
    }

    static Attempt attempt(Asked asked, int tier, Cascade cascade) {
        List<Reply> replies = asked.replies();
        AnswerJudge judge =
                cascade.judge(
                        replies.get(tier).tier().asModel(),
                        asked.prompt(),
                        replies.subList(tier + 1, replies.size()).stream()
                                .map(above -> above.tier().asModel())
                                .toList());
        StoredAnswer answer = replies.get(tier).answer();
        for (int i = 0; i < answer.tokens(); i++) {
            switch (judge.observe(answer.logprobs().get(i), answer.entropies().get(i))) {
                case Judgement.Undecided _ -> {}
                case Judgement.Commit _ -> {
                    return new Attempt(0, answer.tokens());
                }
                case Judgement.Escalate escalate -> {
                    return new Attempt(escalate.up(), i + 1);
                }
            }
        }
        return new Attempt(
                judge.finish() instanceof Judgement.Escalate escalate ? escalate.up() : 0,
                answer.tokens());
    }
}
