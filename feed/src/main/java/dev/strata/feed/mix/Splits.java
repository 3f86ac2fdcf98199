package dev.strata.feed.mix;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Splits rows by time, whole conversations at a time: the conversations that began last are the
 * test, those before them the validation. A conversation that was split in an earlier month stays
 * where it was. Pure.
 */
public final class Splits {
    private static final double TRAIN = 0.90;
    private static final double TRAIN_AND_VALIDATION = 0.95;
    private static final int LEAST = 20;

    private final long validationFrom;
    private final long testFrom;
    private final Map<String, Long> began = new HashMap<>();

    /** A row's conversation and when it began, in milliseconds since 1970. */
    public record Asked(String conversation, long startedMillis) {}

    /**
     * @param rows all new rows of the month
     */
    public Splits(List<Asked> rows) {
        for (Asked row : rows) {
            began.merge(row.conversation(), row.startedMillis(), Math::min);
        }
        long[] times = began.values().stream().mapToLong(Long::longValue).sorted().toArray();
        boolean enough = times.length >= LEAST;
        validationFrom = enough ? times[(int) (times.length * TRAIN)] : Long.MAX_VALUE;
        testFrom = enough ? times[(int) (times.length * TRAIN_AND_VALIDATION)] : Long.MAX_VALUE;
    }

    /** The split of a conversation that no earlier month knew. */
    public Split of(String conversation) {
        long at = began.getOrDefault(conversation, Long.MIN_VALUE);
        return at >= testFrom ? Split.TEST : at >= validationFrom ? Split.VALIDATION : Split.TRAIN;
    }
}
