package dev.strata.cli.bench.load;

/**
 * What a server answered in a closed loop.
 *
 * @param count in all
 * @param perSecond of the loop's length
 */
public record Answers(long count, double perSecond) {}
