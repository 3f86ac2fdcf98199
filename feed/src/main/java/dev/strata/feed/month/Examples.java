package dev.strata.feed.month;

import dev.strata.feed.build.DropReason;
import dev.strata.feed.build.Row;
import dev.strata.feed.mix.StableHash;
import dev.strata.feed.report.Example;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * A few of the rows that were removed, by reason, chosen by a stable hash. Only rows whose personal
 * data was replaced are offered, and only rows that might have been in the dataset. One thread.
 */
final class Examples {
    private static final int EACH = 3;
    private static final int SHOWN = 400;

    private final Map<DropReason, TreeSet<Example>> kept = new EnumMap<>(DropReason.class);

    void offer(DropReason reason, Row row) {
        TreeSet<Example> some =
                kept.computeIfAbsent(
                        reason,
                        _ ->
                                new TreeSet<>(
                                        Comparator.comparingLong(
                                                        (Example e) -> StableHash.of(e.eventId()))
                                                .thenComparing(Example::eventId)));
        some.add(
                new Example(
                        reason,
                        row.provenance().eventId(),
                        clip(row.question()),
                        clip(row.bestAnswer())));
        if (some.size() > EACH) {
            some.removeLast();
        }
    }

    List<Example> all() {
        List<Example> all = new ArrayList<>();
        kept.values().forEach(all::addAll);
        return all;
    }

    private static String clip(String text) {
        if (text.length() <= SHOWN) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(SHOWN - 1)) ? SHOWN - 1 : SHOWN;
        return text.substring(0, end) + " ...";
    }
}
