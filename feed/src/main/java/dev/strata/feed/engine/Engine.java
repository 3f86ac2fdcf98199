package dev.strata.feed.engine;

/** Does the same to many items at once. One thread. */
public interface Engine extends AutoCloseable {
    /** Makes ready for a task, once for all its items. */
    <T, R> Job<T, R> job(Task<T, R> task);

    /** How many items are worth one call; no more than these are in memory. */
    int itemsAtOnce();

    @Override
    void close();
}
