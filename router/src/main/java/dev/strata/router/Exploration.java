package dev.strata.router;

import java.util.List;

/**
 * Where a request starts once a share of requests starts elsewhere by chance, so that what the
 * other tiers would have made of such requests can be told later.
 *
 * @param tier that is tried first
 * @param propensity the probability with which it was chosen, given all that was decided before
 * @param isExplored whether it is another tier than the one preferred
 */
record Exploration(TierProfile tier, double propensity, boolean isExplored) {

    /** The preferred tier, for sure. */
    static Exploration none(TierProfile preferred) {
        return new Exploration(preferred, 1, false);
    }

    /**
     * Draws the first tier: with probability {@code share} one of {@code arms}, each as likely as
     * any other, else the preferred one.
     *
     * @param arms tiers that may start, the preferred one among them
     * @param draw uniform, from 0 to under 1
     */
    static Exploration of(
            TierProfile preferred, List<TierProfile> arms, double share, double draw) {
        if (share <= 0 || arms.size() < 2 || !arms.contains(preferred)) {
            return none(preferred);
        }
        double each = share / arms.size();
        TierProfile tier =
                draw < share ? arms.get(Math.min(arms.size() - 1, (int) (draw / each))) : preferred;
        boolean isExplored = !tier.equals(preferred);
        return new Exploration(tier, isExplored ? each : 1 - share + each, isExplored);
    }
}
