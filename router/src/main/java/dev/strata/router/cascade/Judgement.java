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
     * Drop it and ask a higher tier.
     *
     * @param confidence probability that the answer is acceptable, 0 to 1
     * @param up how many tiers of the ladder to go up: 1 the next, more passes tiers over
     */
    record Escalate(double confidence, EscalationReason reason, int up) implements Judgement {
        /** To the next tier. */
        public Escalate(double confidence, EscalationReason reason) {
            this(confidence, reason, 1);
        }

        public Escalate {
            requireNonNull(reason, "reason is null");
            if (up < 1) {
                throw new IllegalArgumentException(
                        "escalation goes nowhere: expected at least 1 tier up, got %d; correct the judge"
                                .formatted(up));
            }
        }
    }
}
