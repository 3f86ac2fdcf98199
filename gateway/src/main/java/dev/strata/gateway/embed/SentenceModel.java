package dev.strata.gateway.embed;

import java.util.List;

/** Turns texts into vectors whose closeness is likeness of meaning. Thread-safe; blocks. */
interface SentenceModel {
    /** As callers name it. */
    String name();

    /** Length of every vector. */
    int dimensions();

    /**
     * Computes one vector of length 1 for each text.
     *
     * @param texts none empty; what is longer than the model's window is embedded in parts, whose
     *     mean, weighted by their tokens, is taken
     * @throws dev.strata.gateway.error.GatewayException where a text holds nothing to read
     */
    Embedded embed(List<String> texts);

    /**
     * Vectors and what they cost.
     *
     * @param tokens of all texts together
     */
    record Embedded(List<float[]> vectors, int tokens) {
        public Embedded {
            vectors = List.copyOf(vectors);
        }
    }
}
