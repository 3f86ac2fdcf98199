package dev.strata.feed.drift;

import dev.strata.feed.build.Row;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a month's new rows are spread: rows by bin, for each of some features. One thread while it is
 * filled.
 *
 * @param features by name: {@code difficulty} (tenths), {@code answer_length} (powers of two of
 *     characters), {@code tier}, {@code domain}, {@code escalated}
 */
public record Profile(SortedMap<String, SortedMap<String, Long>> features) {
    /** Of no rows. */
    public static Profile empty() {
        return new Profile(new TreeMap<>());
    }

    /** Takes in a row. */
    public void add(Row row) {
        Row.Provenance from = row.provenance();
        int tenth = (int) Math.clamp(from.difficulty() * 10, 0, 9);
        count("difficulty", ".%d".formatted(tenth));
        int length = Math.max(1, row.bestAnswer().length());
        count("answer_length", "%06d".formatted(Integer.highestOneBit(length)));
        count("tier", from.tier());
        count("domain", from.domain());
        count("escalated", from.escalated() ? "yes" : "no");
    }

    /** Rows by bin. */
    public SortedMap<String, Long> of(String feature) {
        return features.getOrDefault(feature, Collections.emptySortedMap());
    }

    private void count(String feature, String bin) {
        features.computeIfAbsent(feature, _ -> new TreeMap<>()).merge(bin, 1L, Long::sum);
    }
}
