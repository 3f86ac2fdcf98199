package dev.strata.router.policy;

/**
 * How fast an idle tier is, in tokens a second.
 *
 * @param prompt computed prompt tokens
 * @param completion tokens of one answer
 */
public record Speed(double prompt, double completion) {
    public Speed {
        if (!(prompt > 0) || !(completion > 0)) {
            throw new IllegalArgumentException(
                    "speed is out of range: expected over 0, got %s, %s; correct the price file"
                            .formatted(prompt, completion));
        }
    }

    /** Milliseconds until the first token of an answer to so many prompt tokens. */
    public double firstTokenMillis(long promptTokens) {
        return 1000 * (promptTokens / prompt + 1 / completion);
    }
}
