package dev.strata.router.cascade;

/** Why an answer is handed up; a closed set, fit for a metric's label. */
public enum EscalationReason {
    /** The model was unsure from its first tokens on. */
    UNSURE_EARLY("the model was unsure of its first tokens"),
    /** The whole answer was not sure enough. */
    UNSURE("the model was not sure enough of its answer"),
    /** The answer had no token. */
    EMPTY("the answer was empty"),
    /** A log-probability was not a number. */
    UNREADABLE("the answer's log-probabilities could not be read"),
    /** No calibration is known for this model, so that its confidence means nothing. */
    UNCALIBRATED("no calibration is known for this model and precision");

    private final String words;

    EscalationReason(String words) {
        this.words = words;
    }

    /** The reason as a clause. */
    public String words() {
        return words;
    }
}
