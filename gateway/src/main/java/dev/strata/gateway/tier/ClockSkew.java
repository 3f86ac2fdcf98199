package dev.strata.gateway.tier;

import java.time.Instant;
import org.jboss.logging.Logger;

/**
 * How far the clock of a tier's process is from this gateway's. Nothing that a request needs goes
 * by it; it is told, since certificates, keys' ends, budgets and capture's days do. Thread-safe.
 */
final class ClockSkew {
    private static final Logger LOG = Logger.getLogger(ClockSkew.class);
    private static final long WORTH_SAYING_MILLIS = 60_000;

    private final String address;
    private volatile long millis;

    ClockSkew(String address) {
        this.address = address;
    }

    /**
     * Takes what the process said.
     *
     * @param theirs milliseconds since 1970; 0 of one that does not tell
     * @param heard by this gateway's clock
     * @param roundTripNanos how long the question took; the answer is half of it old
     */
    synchronized void take(long theirs, Instant heard, long roundTripNanos) {
        boolean wasFar = isFar();
        millis = theirs == 0 ? 0 : theirs - heard.toEpochMilli() + roundTripNanos / 2_000_000;
        if (isFar() && !wasFar) {
            LOG.warnf(
                    "the clock of the tiers at %s is %d s %s this gateway's: expected at most %d s; set both by one time service. Requests are served meanwhile",
                    address,
                    Math.abs(millis) / 1000,
                    millis > 0 ? "ahead of" : "behind",
                    WORTH_SAYING_MILLIS / 1000);
        } else if (wasFar && !isFar()) {
            LOG.infof("the clock of the tiers at %s agrees again", address);
        }
    }

    private boolean isFar() {
        return Math.abs(millis) > WORTH_SAYING_MILLIS;
    }

    /** Above 0 where it is ahead. */
    double seconds() {
        return millis / 1e3;
    }
}
