package dev.strata.feed.mix;

/**
 * How a month is mixed.
 *
 * @param renewed share of a domain's rows that new ones replace each month
 * @param domainRows of one domain that a dataset grows to before new rows only replace old ones
 * @param tenantRows new rows of one tenant in a month, at most
 * @param subjectRows new rows of one subject in a month, at most
 * @param realFirst share of real rows in the first month
 * @param realLast share of real rows from month {@code rampMonths} on
 * @param rampMonths after which the share of real rows no longer rises
 */
public record MixSettings(
        double renewed,
        int domainRows,
        int tenantRows,
        int subjectRows,
        double realFirst,
        double realLast,
        int rampMonths) {
    /** A tenth renewed; from 70% synthetic to 45% real over a year. */
    public static final MixSettings STANDARD =
            new MixSettings(0.10, 50_000, 20_000, 500, 0.30, 0.45, 12);

    /** Share of real rows in a dataset with so many ancestors. */
    public double realShare(int ancestors) {
        double way = Math.clamp((double) ancestors / (rampMonths - 1), 0, 1);
        return realFirst + (realLast - realFirst) * way;
    }

    /** Synthetic rows that go with so many real ones. */
    public long syntheticFor(long real, int ancestors) {
        double share = realShare(ancestors);
        return Math.round(real * (1 - share) / share);
    }
}
