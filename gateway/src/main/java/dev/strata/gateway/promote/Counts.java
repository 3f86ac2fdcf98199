package dev.strata.gateway.promote;

/**
 * What became of requests.
 *
 * @param requests that ended
 * @param escalated of these, not answered by the tier that was tried first
 * @param failed of these, not answered at all
 * @param judged answers that somebody judged
 * @param bad of these, disliked
 */
record Counts(long requests, long escalated, long failed, long judged, long bad) {
    static final Counts NONE = new Counts(0, 0, 0, 0, 0);

    Counts ended(boolean wasEscalated, boolean hasFailed) {
        return new Counts(
                requests + 1,
                escalated + (wasEscalated ? 1 : 0),
                failed + (hasFailed ? 1 : 0),
                judged,
                bad);
    }

    Counts judged(boolean isBad) {
        return new Counts(requests, escalated, failed, judged + 1, bad + (isBad ? 1 : 0));
    }
}
