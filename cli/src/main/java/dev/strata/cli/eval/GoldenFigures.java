package dev.strata.cli.eval;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How near a model is to its recorded answers.
 *
 * @param rows recorded conversations
 * @param steps recorded tokens of answers
 * @param renderedEqual conversations whose template text is equal
 * @param promptIdsEqual conversations whose token ids are equal
 * @param controlFromText control ids that did not come from the template; must be 0
 * @param tokens recorded strings
 * @param tokensEqual strings whose token ids are equal
 * @param top1 share of the steps with the same most likely token
 * @param top1Clear the same, over the steps whose two most likely tokens are at least {@link
 *     #CLEAR_NATS} apart
 * @param logprobMae mean absolute difference of the log-probabilities, in nats
 */
record GoldenFigures(
        int rows,
        int steps,
        int renderedEqual,
        int promptIdsEqual,
        int controlFromText,
        int tokens,
        int tokensEqual,
        double top1,
        double top1Clear,
        double logprobMae) {
    static final double CLEAR_NATS = .3;

    /** Each bound that {@code model} misses, in words. */
    List<String> misses(String model) {
        boolean smallest = model.equals("v1");
        var misses = new ArrayList<String>();
        require(misses, renderedEqual == rows, "rendered_equal", "all of " + rows, renderedEqual);
        require(misses, controlFromText == 0, "control ids from text", 0, controlFromText);
        require(misses, tokensEqual == tokens, "tokens_equal", "all of " + tokens, tokensEqual);
        atLeast(misses, "top1", smallest ? .96 : .97, top1);
        atLeast(misses, "top1_clear", .995, top1Clear);
        double most = smallest ? .05 : .02;
        require(misses, logprobMae <= most, "logprob_mae", "at most " + most, logprobMae);
        return misses;
    }

    /** As the object of {@code --json}. */
    Map<String, Object> json() {
        var json = new LinkedHashMap<String, Object>();
        json.put("rows", rows);
        json.put("steps", steps);
        json.put("rendered_equal", renderedEqual);
        json.put("prompt_ids_equal", promptIdsEqual);
        json.put("tokens", tokens);
        json.put("tokens_equal", tokensEqual);
        json.put("top1", rounded(top1));
        json.put("top1_clear", rounded(top1Clear));
        json.put("logprob_mae", rounded(logprobMae));
        return json;
    }

    private static double rounded(double value) {
        return Math.round(value * 1e5) / 1e5;
    }

    private static void atLeast(List<String> misses, String name, double least, double got) {
        require(misses, got >= least, name, "at least " + least, rounded(got));
    }

    private static void require(
            List<String> misses, boolean holds, String name, Object expected, Object got) {
        if (!holds) {
            misses.add("%s is off: expected %s, got %s".formatted(name, expected, got));
        }
    }
}
