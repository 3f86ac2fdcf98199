package dev.strata.router.policy;

import java.util.Optional;

/** What is wanted most where the choice is free. */
public enum Objective {
    /** Start at the cheapest tier that is expected to do, and hand up an unsure answer. */
    COST,
    /** One tier, whose answer flows from its first token. */
    LATENCY,
    /** The highest tier that may answer. */
    QUALITY;

    /** The objective called {@code name} ({@code cost}, {@code latency}, {@code quality}). */
    public static Optional<Objective> of(String name) {
        return switch (name) {
            case "cost" -> Optional.of(COST);
            case "latency" -> Optional.of(LATENCY);
            case "quality" -> Optional.of(QUALITY);
            default -> Optional.empty();
        };
    }
}
