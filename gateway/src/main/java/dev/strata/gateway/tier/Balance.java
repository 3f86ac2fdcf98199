package dev.strata.gateway.tier;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Decides which of several replicas a request goes to: the one that likely knows the beginning of
 * its prompt, unless the less loaded of two drawn ones has clearly less to do.
 */
final class Balance {
    /** A replica that has so much more to do than another is not worth its cache. */
    private static final double CLEARLY = 1.5;

    private static final int ROOM = 2;

    private Balance() {}

    /**
     * One that may be called.
     *
     * @param load requests that it works on or that wait there
     */
    record Candidate(String replica, int load) {}

    /**
     * The place of the chosen one.
     *
     * @param candidates at least one
     * @param key of {@link Affinity}
     */
    static int pick(List<Candidate> candidates, long key, RandomGenerator random) {
        int size = candidates.size();
        if (size == 1) {
            return 0;
        }
        int preferred = preferred(candidates, key);
        int one = random.nextInt(size);
        int other = random.nextInt(size - 1);
        other += other >= one ? 1 : 0;
        int drawn = candidates.get(other).load() < candidates.get(one).load() ? other : one;
        boolean isLoaded =
                candidates.get(preferred).load() > candidates.get(drawn).load() * CLEARLY + ROOM;
        return isLoaded ? drawn : preferred;
    }

    private static int preferred(List<Candidate> candidates, long key) {
        int best = 0;
        long most = Long.MIN_VALUE;
        for (int i = 0; i < candidates.size(); i++) {
            long weight = Affinity.weight(key, candidates.get(i).replica());
            if (weight > most) {
                most = weight;
                best = i;
            }
        }
        return best;
    }
}
