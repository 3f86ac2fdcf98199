package dev.strata.gateway.promote;

import java.util.Optional;

/**
 * Whether what is tried does surely worse. It is asked again and again while a trial runs, so that
 * "surely" is three and a half standard errors, not two.
 */
final class Alarm {
    private static final double ERRORS = 3.5;
    private static final long LEAST_REQUESTS = 50;
    private static final long LEAST_JUDGED = 20;
    private static final double MORE_ESCALATIONS = 1.2;
    private static final double MORE_FAILURES = .01;
    private static final double MORE_BAD = .02;

    private Alarm() {}

    /** Why the trial is to end; empty where it may go on. */
    static Optional<String> of(Counts champion, Counts canary) {
        if (champion.requests() >= LEAST_REQUESTS && canary.requests() >= LEAST_REQUESTS) {
            double before = share(champion.escalated(), champion.requests());
            double now = share(canary.escalated(), canary.requests());
            if (now > MORE_ESCALATIONS * before
                    && isSurelyMore(
                            champion.escalated(),
                            champion.requests(),
                            canary.escalated(),
                            canary.requests())) {
                return Optional.of(words("answers are handed up", before, now));
            }
            double failedBefore = share(champion.failed(), champion.requests());
            double failedNow = share(canary.failed(), canary.requests());
            if (failedNow > failedBefore + MORE_FAILURES
                    && isSurelyMore(
                            champion.failed(),
                            champion.requests(),
                            canary.failed(),
                            canary.requests())) {
                return Optional.of(words("requests fail", failedBefore, failedNow));
            }
        }
        if (champion.judged() >= LEAST_JUDGED && canary.judged() >= LEAST_JUDGED) {
            double before = share(champion.bad(), champion.judged());
            double now = share(canary.bad(), canary.judged());
            if (now > before + MORE_BAD
                    && isSurelyMore(
                            champion.bad(), champion.judged(), canary.bad(), canary.judged())) {
                return Optional.of(words("answers are disliked", before, now));
            }
        }
        return Optional.empty();
    }

    private static double share(long part, long all) {
        return part / (double) all;
    }

    private static boolean isSurelyMore(long hits, long all, long newHits, long newAll) {
        double pooled = (hits + newHits) / (double) (all + newAll);
        double error = Math.sqrt(pooled * (1 - pooled) * (1.0 / all + 1.0 / newAll));
        return share(newHits, newAll) - share(hits, all) > ERRORS * error;
    }

    private static String words(String what, double before, double now) {
        return "more %s: %.1f%% against %.1f%%".formatted(what, 100 * now, 100 * before);
    }
}
