package dev.strata.feed.build;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many records went into each stage, how many came out, and why the rest did not. One thread.
 */
public final class Funnel {
    private final Map<DropReason, Long> dropped = new EnumMap<>(DropReason.class);
    private long records;

    /**
     * One stage's counts; {@code in} is {@code out} and all that was dropped.
     *
     * @param dropped by reason; reasons that never came up are left out
     */
    public record Counts(String stage, long in, long out, Map<String, Long> dropped) {
        public Counts {
            dropped = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(dropped));
        }
    }

    /** One more that comes in. */
    public void record() {
        records++;
    }

    /** One more that goes no further. */
    public void drop(DropReason reason) {
        dropped.merge(reason, 1L, Long::sum);
    }

    /** All stages in order. */
    public List<Counts> counts() {
        List<Counts> all = new ArrayList<>();
        long in = records;
        for (Stage stage : Stage.values()) {
            Map<String, Long> reasons = new TreeMap<>();
            long lost = 0;
            for (Map.Entry<DropReason, Long> one : dropped.entrySet()) {
                if (one.getKey().stage() == stage) {
                    reasons.put(one.getKey().label(), one.getValue());
                    lost += one.getValue();
                }
            }
            all.add(new Counts(stage.label(), in, in - lost, reasons));
            in -= lost;
        }
        return all;
    }
}
