package dev.strata.router;

import dev.strata.router.difficulty.DifficultyModel;
import dev.strata.router.difficulty.PromptSigns;
import dev.strata.router.policy.Policy;
import java.util.List;

/**
 * How hard a request is, and from which rank on it is to be answered.
 *
 * @param prompt how the last turn is put, and how hard the last few are
 */
record DifficultyStep(PromptSigns prompt, ReasonCode code, int rank) {
    static DifficultyStep of(
            RoutingRequest request, DifficultyModel model, Policy.Difficulty rules) {
        PromptSigns prompt = prompt(request, model);
        double score = prompt.difficulty();
        ReasonCode code =
                score < rules.easyBelow()
                        ? ReasonCode.DIFFICULTY_EASY
                        : score < rules.hardFrom()
                                ? ReasonCode.DIFFICULTY_MIDDLE
                                : ReasonCode.DIFFICULTY_HARD;
        return new DifficultyStep(prompt, code, rules.startRank(score));
    }

    private static PromptSigns prompt(RoutingRequest request, DifficultyModel model) {
        List<Message> asked =
                request.messages().stream().filter(m -> m.role() == Message.Role.USER).toList();
        List<Message> judged = asked.isEmpty() ? request.messages() : asked;
        return model.signsOfTurns(judged.stream().map(Message::content).toList());
    }

    /** 0 (easy) to 1 (hard). */
    double score() {
        return prompt.difficulty();
    }

    /** Words are made for every request: this costs a tenth of a formatter. */
    String words() {
        long hundredths = Math.round(score() * 100);
        String rest = (hundredths % 100 < 10 ? ".0" : ".") + hundredths % 100;
        return code.words() + " (" + hundredths / 100 + rest + ")";
    }
}
