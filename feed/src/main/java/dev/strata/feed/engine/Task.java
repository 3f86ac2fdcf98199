package dev.strata.feed.engine;

import java.io.Serializable;
import java.util.function.Function;

/**
 * What is done to each of many items, whatever is done to the others. Immutable and thread-safe; it
 * and its items may travel to other machines.
 *
 * @param <T> an item; serializable
 * @param <R> what comes of it; serializable
 */
@FunctionalInterface
public interface Task<T, R> extends Serializable {
    /** Begins a run over some items on one thread, which may keep buffers between them. */
    Function<T, R> begin();
}
