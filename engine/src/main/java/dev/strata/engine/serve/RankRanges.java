package dev.strata.engine.serve;

import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/** Which ranks of the adapters' memory are taken. One thread at a time. */
final class RankRanges {
    private final int capacity;
    private final TreeMap<Integer, Integer> taken = new TreeMap<>(); // start to end

    RankRanges(int capacity) {
        this.capacity = capacity;
    }

    /** Takes the first {@code ranks} neighbours that are free; empty where there are none. */
    OptionalInt take(int ranks) {
        int start = 0;
        for (Map.Entry<Integer, Integer> range : taken.entrySet()) {
            if (range.getKey() - start >= ranks) {
                break;
            }
            start = range.getValue();
        }
        if (ranks > capacity - start) {
            return OptionalInt.empty();
        }
        taken.put(start, start + ranks);
        return OptionalInt.of(start);
    }

    /** Gives back what {@link #take} gave. */
    void free(int start) {
        if (taken.remove(start) == null) {
            throw new IllegalStateException("no ranks are taken from " + start);
        }
    }

    int capacity() {
        return capacity;
    }

    int used() {
        return taken.entrySet().stream().mapToInt(r -> r.getValue() - r.getKey()).sum();
    }
}
