package dev.strata.engine.speculation;

/**
 * How likely a guessed token is right in one answer, by how much of the text before it matched.
 *
 * <p>Starts from an expectation, learns from every verified guess, and slowly forgets: an answer
 * that began to repeat its prompt is noticed, one that stopped is too. One thread at a time.
 */
public final class Acceptance {
    private static final int[] MATCHED_UP_TO = {2, 4, 8, Integer.MAX_VALUE};
    private static final double[] EXPECTED = {.3, .5, .7, .85};
    private static final double BELIEF = 4; // guessed tokens that the expectation counts as
    private static final double KEPT = .98; // of what was learnt, a token later

    private final double[] right = new double[EXPECTED.length];
    private final double[] judged = new double[EXPECTED.length];

    /** The chance that a token of a guess with {@code matched} tokens is right. */
    public double chance(int matched) {
        int kind = kind(matched);
        return (right[kind] + BELIEF * EXPECTED[kind]) / (judged[kind] + BELIEF);
    }

    /**
     * Learns from a verified guess.
     *
     * @param accepted tokens that were right
     * @param rejected whether a wrong one came then
     */
    public void learn(int matched, int accepted, boolean rejected) {
        int kind = kind(matched);
        right[kind] += accepted;
        judged[kind] += accepted + (rejected ? 1 : 0);
    }

    /** Forgets a little; once for each token of the answer. */
    public void age() {
        for (int kind = 0; kind < right.length; kind++) {
            right[kind] *= KEPT;
            judged[kind] *= KEPT;
        }
    }

    private static int kind(int matched) {
        int kind = 0;
        while (matched > MATCHED_UP_TO[kind]) {
            kind++;
        }
        return kind;
    }
}
