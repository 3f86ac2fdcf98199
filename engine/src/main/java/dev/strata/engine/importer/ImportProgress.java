package dev.strata.engine.importer;

/**
 * How far an import is.
 *
 * @param phase what is being done
 * @param doneBytes bytes of the GGUF file that this phase is through with
 * @param totalBytes bytes of the GGUF file that this phase goes through
 */
public record ImportProgress(Phase phase, long doneBytes, long totalBytes) {

    /** What an import does, in order; a cached model needs only the first and the last. */
    public enum Phase {
        /** Computing the file's checksum. */
        HASHING,
        /** Writing the graph and its weights. */
        CONVERTING,
        /** Done; the model is in the cache. */
        READY
    }

    /** From 0 to 1. */
    public double fraction() {
        return totalBytes == 0 ? 1 : (double) doneBytes / totalBytes;
    }
}
