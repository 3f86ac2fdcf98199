package dev.strata.gateway.chat;

import java.util.ArrayList;
import java.util.List;

/**
 * The tiers of one request in the order of trying, and how far it has come.
 *
 * @param tiers at least one
 * @param position of the tier that is tried now
 * @param unsure tiers that answered and were handed up, in order
 * @param takeAny the answer of the tier that is tried now is taken however unsure
 */
record Ladder(List<String> tiers, int position, List<String> unsure, boolean takeAny) {
    Ladder {
        tiers = List.copyOf(tiers);
        unsure = List.copyOf(unsure);
    }

    static Ladder of(List<String> tiers) {
        return new Ladder(tiers, 0, List.of(), false);
    }

    String current() {
        return tiers.get(position);
    }

    boolean hasNext() {
        return !takeAny && position + 1 < tiers.size();
    }

    /** The next tier, after the current one failed. */
    Ladder afterFailure() {
        return new Ladder(tiers, position + 1, unsure, false);
    }

    /**
     * A higher tier, after the current one was unsure.
     *
     * @param up how many tiers higher, 1 the next; at most the last is reached
     */
    Ladder afterUnsure(int up) {
        List<String> more = new ArrayList<>(unsure);
        more.add(current());
        return new Ladder(tiers, Math.min(position + up, tiers.size() - 1), more, false);
    }

    /** True where every tier is used up but one had answered. */
    boolean canFallBack() {
        return !takeAny && !unsure.isEmpty();
    }

    /** Back to the highest tier that had answered. */
    Ladder fallBack() {
        return new Ladder(tiers, tiers.indexOf(unsure.getLast()), unsure, true);
    }
}
