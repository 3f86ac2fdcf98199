package dev.strata.gateway.admit;

import java.time.Instant;

/**
 * What one attempt may use at most.
 *
 * @param tokens prompt and answer together
 * @param cost price units
 * @param expires when the request is over at the latest, whatever happens to this process
 */
public record Claim(long tokens, double cost, Instant expires) {}
