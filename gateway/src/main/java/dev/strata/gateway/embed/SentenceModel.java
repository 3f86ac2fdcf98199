package dev.strata.gateway.embed;

/** Turns texts into vectors whose closeness is likeness of meaning. Thread-safe; blocks. */
public interface SentenceModel {
    /** As callers name it. */
    String name();

    /** Length of every vector. */
    int dimensions();

    /**
     * Computes a vector of length 1.
     *
     * @param text not empty; what is longer than the model's window is embedded in parts, whose
     *     mean, weighted by their tokens, is taken
     * @throws IllegalArgumentException where nothing is left of the text when it is read
     */
    Embedded embed(String text);

    /**
     * A vector and what it cost.
     *
     * @param tokens of the text
     */
    @SuppressWarnings("ArrayRecordComponent") // Written once, and compared by nobody.
    record Embedded(float[] vector, int tokens) {}
}
