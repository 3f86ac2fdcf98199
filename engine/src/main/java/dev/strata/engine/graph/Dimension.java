package dev.strata.engine.graph;

/** A length of an input or output: known, or named. */
public sealed interface Dimension {

    /** A length that every run shares. */
    record Fixed(long length) implements Dimension {}

    /** A length that each run chooses; equal names are equal lengths. */
    record Named(String name) implements Dimension {}

    /** A length that every run shares. */
    static Dimension of(long length) {
        return new Fixed(length);
    }

    /** A length that each run chooses. */
    static Dimension of(String name) {
        return new Named(name);
    }
}
