package dev.strata.router.policy;

/**
 * Price units for a thousand tokens of each kind.
 *
 * @param prompt computed prompt tokens
 * @param cached prompt tokens taken from a prefix cache
 * @param completion tokens of the answer
 */
public record Price(double prompt, double cached, double completion) {
    public Price {
        if (!(prompt >= 0) || !(cached >= 0) || !(completion >= 0)) {
            throw new IllegalArgumentException(
                    "price is out of range: expected 0 or more, got %s, %s, %s; correct the price file"
                            .formatted(prompt, cached, completion));
        }
    }

    /**
     * What one attempt costs, in price units.
     *
     * @param promptTokens of the whole prompt
     * @param cachedTokens of these, taken from a prefix cache
     */
    public double cost(int promptTokens, int cachedTokens, int completionTokens) {
        int computed = Math.max(0, promptTokens - cachedTokens);
        return (computed * prompt + cachedTokens * cached + completionTokens * completion) / 1000;
    }
}
