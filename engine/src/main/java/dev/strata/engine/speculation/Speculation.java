package dev.strata.engine.speculation;

import java.util.List;

/**
 * Decides whether answers are better computed one token each together, or each for itself with
 * guesses to verify. Pure.
 */
public final class Speculation {
    /** Most tokens of a guess. */
    public static final int MOST_GUESSED = 15;

    /** Most answers that are computed each for itself. */
    public static final int MOST_ANSWERS = 4;

    /** What verifying must be expected to gain; less is noise. */
    private static final double WORTH = 1.05;

    private Speculation() {}

    /**
     * A guess at one answer's next tokens.
     *
     * @param tokens of the guess; 0 without one
     * @param chance that each of them is right
     */
    public record Candidate(int tokens, double chance) {}

    /**
     * How many tokens of each candidate to verify; all 0 where one step of all is better.
     *
     * @param candidates of the answers that would step together
     */
    public static int[] lengths(List<Candidate> candidates, StepCosts costs) {
        int[] none = new int[candidates.size()];
        if (candidates.isEmpty() || candidates.size() > MOST_ANSWERS) {
            return none;
        }
        int[] lengths = none.clone();
        double tokens = 0;
        double time = 0;
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = best(candidates.get(i), costs);
            tokens += expected(candidates.get(i).chance(), lengths[i]);
            time += costs.verify(lengths[i] + 1);
        }
        double together = candidates.size() / costs.batch(candidates.size());
        return tokens / time > WORTH * together ? lengths : none;
    }

    /** The length with the most expected tokens in a time. */
    private static int best(Candidate candidate, StepCosts costs) {
        int best = 0;
        double most = 0;
        for (int length = 0; length <= Math.min(candidate.tokens(), MOST_GUESSED); length++) {
            double rate = expected(candidate.chance(), length) / costs.verify(length + 1);
            if (rate > most) {
                most = rate;
                best = length;
            }
        }
        return best;
    }

    /** Tokens that a verified guess comes to, the one behind the last right one included. */
    private static double expected(double chance, int length) {
        double tokens = 1;
        double all = 1;
        for (int i = 0; i < length; i++) {
            all *= chance;
            tokens += all;
        }
        return tokens;
    }
}
