package dev.strata.router.cascade;

import static java.util.Objects.requireNonNull;

/** What is to be done with an answer, as far as it has come. */
public sealed interface Judgement {

    /** Too little is known yet: hold it and go on. */
    record Undecided() implements Judgement {}

    /**
     * Send it; the tier never changes afterwards.
     *
     * @param confidence probability that the answer is acceptable, 0 to 1
     */
    record Commit(double confidence) implements Judgement {}

    /**
     * Drop it and ask the next tier.
     *
     * @param confidence probability that the answer is acceptable, 0 to 1
     */
    record Escalate(double confidence, EscalationReason reason) implements Judgement {
        public Escalate {
            requireNonNull(reason, "reason is null");
        }
    }
}
