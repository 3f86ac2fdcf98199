package dev.strata.gateway.rights;

/** What a user thought of an answer. */
public sealed interface Judgement {
    /** A thumb, up or down. */
    record Thumb(boolean up) implements Judgement {}

    /** 0 (bad) to 1 (good). */
    record Rating(double value) implements Judgement {}

    /** The answer as it should have been. */
    record Correction(String text) implements Judgement {}

    /**
     * Of two answers, the better one.
     *
     * @param rejected empty for the answer that was given
     */
    record Preferred(String chosen, String rejected) implements Judgement {}
}
