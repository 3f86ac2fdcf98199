package dev.strata.router;

import dev.strata.router.difficulty.DifficultyModel;
import dev.strata.router.policy.Policy;
import java.util.List;

/**
 * How hard a request is, and from which rank on it is to be answered.
 *
 * @param score 0 (easy) to 1 (hard)
 */
record DifficultyStep(double score, ReasonCode code, int rank) {
    static DifficultyStep of(
            RoutingRequest request, DifficultyModel model, Policy.Difficulty rules) {
        double score = score(request, model);
        ReasonCode code =
                score < rules.easyBelow()
                        ? ReasonCode.DIFFICULTY_EASY
                        : score < rules.hardFrom()
                                ? ReasonCode.DIFFICULTY_MIDDLE
                                : ReasonCode.DIFFICULTY_HARD;
        return new DifficultyStep(score, code, rules.startRank(score));
    }

    private static double score(RoutingRequest request, DifficultyModel model) {
        List<Message> asked =
                request.messages().stream().filter(m -> m.role() == Message.Role.USER).toList();
        List<Message> judged = asked.isEmpty() ? request.messages() : asked;
        return model.scoreOfTurns(judged.stream().map(Message::content).toList());
    }

    /** Words are made for every request: this costs a tenth of a formatter. */
    String words() {
        long hundredths = Math.round(score * 100);
        String rest = (hundredths % 100 < 10 ? ".0" : ".") + hundredths % 100;
        return code.words() + " (" + hundredths / 100 + rest + ")";
    }
}
