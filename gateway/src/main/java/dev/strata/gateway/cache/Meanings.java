package dev.strata.gateway.cache;

/** Turns a text into a vector of length 1 whose closeness is likeness. Thread-safe; blocks. */
@FunctionalInterface
public interface Meanings {
    /**
     * Computes it.
     *
     * @throws RuntimeException where there is nothing in the text
     */
    float[] of(String text);
}
