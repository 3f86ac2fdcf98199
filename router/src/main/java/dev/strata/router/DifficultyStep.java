package dev.strata.router;

import dev.strata.router.cascade.Prior;
import dev.strata.router.difficulty.DifficultyModel;
import dev.strata.router.difficulty.PromptSigns;
import dev.strata.router.policy.Policy;
import java.util.List;
import java.util.OptionalInt;

/**
 * How hard a request is, and from which rank on it is to be answered.
 *
 * @param prompt how the last turn is put, and how hard the last few are
 * @param words why that rank
 */
record DifficultyStep(PromptSigns prompt, ReasonCode code, int rank, String words) {
    /**
     * Judges a request.
     *
     * @param tiers smallest first
     */
    static DifficultyStep of(
            RoutingRequest request,
            DifficultyModel model,
            Policy.Difficulty rules,
            List<TierProfile> tiers) {
        PromptSigns prompt = prompt(request, model);
        boolean isForetold =
                rules.usesPriors()
                        && rules.isMiddle(prompt.difficulty())
                        && tiers.stream().anyMatch(tier -> tier.prior().isPresent());
        return isForetold ? foretold(prompt, tiers) : scored(prompt, rules);
    }

    private static DifficultyStep scored(PromptSigns prompt, Policy.Difficulty rules) {
        double score = prompt.difficulty();
        ReasonCode code =
                score < rules.easyBelow()
                        ? ReasonCode.DIFFICULTY_EASY
                        : score < rules.hardFrom()
                                ? ReasonCode.DIFFICULTY_MIDDLE
                                : ReasonCode.DIFFICULTY_HARD;
        return new DifficultyStep(
                prompt, code, rules.startRank(score), code.words() + " (" + two(score) + ")");
    }

    /** The smallest tier that is expected to answer well, else the largest. */
    private static DifficultyStep foretold(PromptSigns prompt, List<TierProfile> tiers) {
        OptionalInt first = Prior.first(tiers.stream().map(TierProfile::prior).toList(), prompt);
        TierProfile tier = tiers.get(first.orElse(tiers.size() - 1));
        ReasonCode code = first.isPresent() ? ReasonCode.EXPECTED_WELL : ReasonCode.EXPECTED_POORLY;
        String expected =
                tier.prior()
                        .map(prior ->
                                "; '"
                                        + tier.name()
                                        + "' answers well with a probability of "
                                        + two(prior.probability(prompt)))
                        .orElse("");
        return new DifficultyStep(
                prompt,
                code,
                tier.rank(),
                code.words() + " (difficulty " + two(prompt.difficulty()) + expected + ")");
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
    private static String two(double value) {
        long hundredths = Math.round(value * 100);
        String rest = (hundredths % 100 < 10 ? ".0" : ".") + hundredths % 100;
        return hundredths / 100 + rest;
    }
}
