package dev.strata.engine.gguf;

/**
 * The order of query and key rows in llama files: a head's rotary pairs lie together (x0, y0, x1,
 * y1, ...), where other files and all graphs have halves (x0, x1, ..., y0, y1, ...).
 */
public final class PairedRows {
    private PairedRows() {}

    /** The row of pairs that belongs at {@code row} of halves. */
    public static long ofHalves(long row, long rows, int heads) {
        long width = rows / heads;
        long head = row / width;
        long within = row % width;
        long half = width / 2;
        return head * width + (within < half ? 2 * within : 2 * (within - half) + 1);
    }

    /** The row of halves that belongs at {@code row} of pairs: the inverse. */
    public static long ofPairs(long row, long rows, int heads) {
        long width = rows / heads;
        long within = row % width;
        return row - within + (within % 2 == 0 ? within / 2 : width / 2 + within / 2);
    }
}
