package dev.strata.feed.retrain;

import java.util.List;

/**
 * How much the judged rows say of a candidate.
 *
 * @param judged rows that somebody judged
 * @param effective that many rows with equal weights would say as much
 * @param changed judged rows that the candidate would have tried elsewhere
 * @param matched of these, the ones that were drawn to where the candidate would have
 */
record EffectiveSample(int judged, double effective, int changed, int matched) {
    static EffectiveSample of(List<Outcome> judged, Routing champion, Routing candidate) {
        double weights = 0;
        double squares = 0;
        int changed = 0;
        int matched = 0;
        for (Outcome row : judged) {
            String first = candidate.first(row);
            boolean isTried = first.equals(row.first());
            if (isTried) {
                weights += 1 / row.propensity();
                squares += 1 / (row.propensity() * row.propensity());
            }
            if (!first.equals(champion.first(row))) {
                changed++;
                matched += isTried ? 1 : 0;
            }
        }
        return new EffectiveSample(
                judged.size(), squares > 0 ? weights * weights / squares : 0, changed, matched);
    }
}
