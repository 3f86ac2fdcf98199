package dev.strata.router;

/**
 * What a request asks of the tier that answers it; 0 asks nothing.
 *
 * @param mostCost in price units, for all attempts together
 * @param firstTokenMillis until the first token, on an idle tier
 * @param leastQuality predicted share of good answers, 0 to 1
 */
public record Limits(double mostCost, double firstTokenMillis, double leastQuality) {
    /** Nothing is asked. */
    public static final Limits NONE = new Limits(0, 0, 0);

    public Limits {
        require("cost ceiling", mostCost, Double.MAX_VALUE);
        require("latency objective", firstTokenMillis, Double.MAX_VALUE);
        require("quality floor", leastQuality, 1);
    }

    /** The stricter of this latency objective and {@code millis}; 0 asks nothing. */
    Limits within(double millis) {
        double least =
                millis == 0 || firstTokenMillis == 0
                        ? Math.max(millis, firstTokenMillis)
                        : Math.min(millis, firstTokenMillis);
        return new Limits(mostCost, least, leastQuality);
    }

    private static void require(String what, double value, double most) {
        if (!(value >= 0 && value <= most)) {
            throw new IllegalArgumentException(
                    "%s is out of range: expected 0 to %s, got %s; correct it or leave it out"
                            .formatted(what, most, value));
        }
    }
}
