package dev.strata.router;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The tiers that are still left of a decision, and what took the others away. Not thread-safe. */
final class Candidates {
    private final List<Verdict> verdicts = new ArrayList<>();
    private final Map<String, String> removedBy = new LinkedHashMap<>();
    private List<TierProfile> left;

    Candidates(List<TierProfile> tiers) {
        this.left = tiers;
    }

    /** Those that are left, smallest first. */
    List<TierProfile> left() {
        return left;
    }

    boolean isEmpty() {
        return left.isEmpty();
    }

    TierProfile largest() {
        return left.getLast();
    }

    /** Takes away what is not kept, and leaves a verdict. */
    void keep(String step, Predicate<TierProfile> kept, String finding) {
        for (TierProfile tier : left) {
            if (!kept.test(tier)) {
                removedBy.putIfAbsent(tier.name(), step + ": " + finding);
            }
        }
        left = left.stream().filter(kept).toList();
        verdicts.add(new Verdict(step, finding, names(left)));
    }

    List<Verdict> verdicts() {
        return verdicts;
    }

    /** The step and finding that took a tier away; empty for those that are left. */
    String removedBy(TierProfile tier) {
        return removedBy.getOrDefault(tier.name(), "");
    }

    static List<String> names(List<TierProfile> tiers) {
        return tiers.stream().map(TierProfile::name).toList();
    }

    static String sorted(Collection<?> values) {
        return String.join(", ", values.stream().map(Object::toString).sorted().toList());
    }
}
