package dev.strata.gateway.tier;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Decides which replicas are left out for a while since they fail much more often than the others:
 * a breaker sees failures in a row, this sees a share of them.
 */
final class Outliers {
    private Outliers() {}

    /**
     * When a replica is one.
     *
     * @param calls within a window, from which on a share of failures says something
     * @param share of failures from which on it may be one
     */
    record Rule(int calls, double share) {}

    /** What a replica's calls came to within a window; {@code out} where it is left out already. */
    record Window(int calls, int failures, boolean out) {
        double share() {
            return calls == 0 ? 0 : (double) failures / calls;
        }
    }

    /**
     * The places of those to leave out from now on, the worst first; never more than half of all.
     */
    static List<Integer> of(List<Window> replicas, Rule rule) {
        int room = replicas.size() / 2 - (int) replicas.stream().filter(Window::out).count();
        List<Integer> found = new ArrayList<>();
        IntStream.range(0, replicas.size())
                .boxed()
                .filter(i -> isOutlier(replicas, i, rule))
                .sorted(Comparator.comparingDouble(i -> -replicas.get(i).share()))
                .limit(Math.max(0, room))
                .forEach(found::add);
        return found;
    }

    private static boolean isOutlier(List<Window> replicas, int place, Rule rule) {
        Window one = replicas.get(place);
        int calls = 0;
        int failures = 0;
        for (int i = 0; i < replicas.size(); i++) {
            if (i != place && !replicas.get(i).out()) {
                calls += replicas.get(i).calls();
                failures += replicas.get(i).failures();
            }
        }
        // Where all fail alike, none of them is to blame.
        double others = calls == 0 ? 0 : (double) failures / calls;
        return !one.out()
                && one.calls() >= rule.calls()
                && one.share() >= rule.share()
                && one.share() >= 2 * others;
    }
}
