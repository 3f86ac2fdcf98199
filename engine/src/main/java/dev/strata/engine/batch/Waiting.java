package dev.strata.engine.batch;

/**
 * A request that waits.
 *
 * @param caller who asks; callers are served by turns
 * @param priority larger runs earlier
 * @param order of submission
 * @param tokens that are known
 * @param most tokens that it can come to hold: its own upper bound
 */
public record Waiting(String caller, int priority, long order, int tokens, int most) {}
