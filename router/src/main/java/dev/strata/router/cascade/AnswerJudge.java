package dev.strata.router.cascade;

/**
 * Judges one answer while it streams. Not thread-safe; one per attempt.
 *
 * <p>After a {@link Judgement.Commit} or a {@link Judgement.Escalate} every further call gives the
 * same kind of judgement: it never changes its mind.
 */
public interface AnswerJudge {

    /**
     * Takes the next token.
     *
     * @param logprob natural logarithm, from the raw logits
     * @param entropy of the raw distribution, in nats
     */
    Judgement observe(double logprob, double entropy);

    /** Judges the whole answer, which has ended; never undecided. */
    Judgement finish();

    /** Of the tokens seen so far. */
    ConfidenceFeatures features();
}
