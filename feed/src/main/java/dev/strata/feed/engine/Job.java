package dev.strata.feed.engine;

import java.util.List;

/** A {@link Task} that an engine is ready to do. One thread. */
@FunctionalInterface
public interface Job<T, R> {
    /**
     * What comes of each item, in the order of the items. Depends on the items alone.
     *
     * @throws dev.strata.feed.error.FeedException what the task threw, or LOST_ENGINE
     */
    List<R> of(List<T> items);
}
