package dev.strata.gateway.promote;

import dev.strata.router.ReasonCode;
import dev.strata.router.Route;

/**
 * The probability of a first tier where one of two routers is drawn: what a later estimate needs.
 */
public final class Mixture {
    private Mixture() {}

    /**
     * A route of the router that was drawn, with the probability that either would have begun
     * there.
     *
     * @param drawn the route in force
     * @param other where the other router prefers to begin, without exploring
     * @param shareOfDrawn the probability that this router was drawn
     * @param exploration the share of requests that explore; both routers explore alike
     */
    public static Route of(Route drawn, Route other, double shareOfDrawn, double exploration) {
        if (!(drawn instanceof Route.Serve mine) || !(other instanceof Route.Serve theirs)) {
            return drawn;
        }
        boolean isExploring = mine.propensity() < 1;
        double each =
                mine.code() == ReasonCode.EXPLORED
                        ? mine.propensity()
                        : isExploring ? mine.propensity() - 1 + exploration : 0;
        double preferred = isExploring ? 1 - exploration + each : 1;
        double ofOther = theirs.initialTier().equals(mine.initialTier()) ? preferred : each;
        return mine.withPropensity(shareOfDrawn * mine.propensity() + (1 - shareOfDrawn) * ofOther);
    }
}
