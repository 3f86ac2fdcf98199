package dev.strata.gateway.tier;

/**
 * Tokens as the tier counted them.
 *
 * @param prompt of the whole prompt
 * @param cached of these, taken from the tier's prefix cache
 * @param completion of the answer
 */
public record TokenUsage(int prompt, int cached, int completion) {
    /** Nothing. */
    public static final TokenUsage NONE = new TokenUsage(0, 0, 0);

    /** Both together. */
    public TokenUsage plus(TokenUsage other) {
        return new TokenUsage(
                prompt + other.prompt, cached + other.cached, completion + other.completion);
    }

    /** All tokens, prompt and answer. */
    public int total() {
        return prompt + completion;
    }
}
