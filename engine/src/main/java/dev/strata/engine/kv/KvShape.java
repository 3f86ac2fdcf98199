package dev.strata.engine.kv;

/**
 * What a model keeps of every token: keys and values in 32-bit floats.
 *
 * @param layers of the model
 * @param heads key-value heads of a layer
 * @param headDimension floats of a head
 */
public record KvShape(int layers, int heads, int headDimension) {

    /** Bytes of one token over all layers. */
    public long bytesPerToken() {
        return 2L * layers * heads * headDimension * Float.BYTES;
    }

    /** Bytes of the pages that {@code tokens} tokens touch. */
    public long residentBytes(int tokens) {
        long run = (long) tokens * headDimension * Float.BYTES;
        long pages = Math.ceilDiv(run, ReservedMemory.PAGE_BYTES);
        return 2L * layers * heads * pages * ReservedMemory.PAGE_BYTES;
    }

    /** The most tokens whose pages fit {@code bytes}. */
    public int affordableTokens(long bytes) {
        long pages = bytes / (2L * layers * heads * ReservedMemory.PAGE_BYTES);
        long tokens = pages * ReservedMemory.PAGE_BYTES / (headDimension * (long) Float.BYTES);
        return (int) Math.min(tokens, Integer.MAX_VALUE);
    }

    /** {@code tokens} or a little more, so that every head's run begins on a page. */
    int capacity(int tokens) {
        int perPage = Math.max(1, ReservedMemory.PAGE_BYTES / (headDimension * Float.BYTES));
        int step =
                headDimension * Float.BYTES * (long) perPage == ReservedMemory.PAGE_BYTES
                        ? perPage
                        : ReservedMemory.PAGE_BYTES / Float.BYTES;
        return Math.ceilDiv(tokens, step) * step;
    }
}
