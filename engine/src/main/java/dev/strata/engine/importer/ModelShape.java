package dev.strata.engine.importer;

import dev.strata.engine.adapter.AdapterBase;
import java.util.ArrayList;
import java.util.List;

/**
 * The sizes of an imported model.
 *
 * @param architecture e.g. {@code llama}, {@code qwen2}
 * @param name the file's own name of the model
 * @param layers transformer blocks
 * @param hidden width of the residual stream, and of an embedding row
 * @param heads query heads
 * @param kvHeads key and value heads; divides {@code heads}
 * @param headDim width of a head
 * @param vocabulary number of token ids, and of logits
 * @param contextTokens prompt and answer together, as the graph's rotary tables reach
 * @param feedForward width of the feed-forward layer; 0 where experts take its place
 * @param activeParameters weights that take part in a token's computation; the head counts, a row
 *     of the embedding does not
 * @param sha256 hex, of the GGUF file
 */
public record ModelShape(
        String architecture,
        String name,
        int layers,
        int hidden,
        int heads,
        int kvHeads,
        int headDim,
        int vocabulary,
        int contextTokens,
        int feedForward,
        long activeParameters,
        String sha256) {

    /**
     * What adapters are checked against.
     *
     * @param otherNames that the model is known by, beside its own
     */
    public AdapterBase adapterBase(List<String> otherNames) {
        List<String> names = new ArrayList<>(otherNames);
        names.add(name);
        return new AdapterBase(
                names, layers, hidden, heads * headDim, kvHeads * headDim, feedForward);
    }

    /** Bytes of keys and values that one token adds, in 32-bit floating point. */
    public long kvBytesPerToken() {
        return 2L * layers * kvHeads * headDim * Float.BYTES;
    }
}
