package dev.strata.engine.importer;

import java.nio.file.Path;

/**
 * A model in the import cache.
 *
 * <p>The graph's inputs are {@code inputs_embeds} f32[B,S,D], {@code seqlens_k} i32[B] (tokens so
 * far, this run's included, less one), {@code total_len} i32 scalar (the longest row's tokens),
 * {@code logit_idx} i64[n] (positions in B*S whose logits are wanted) and {@code
 * past_key_values.%d.key|value} f32[B,kvHeads,P,headDim]; its outputs are {@code logits} f32[n,V]
 * and {@code present.%d.key|value}, to be bound to the same memory as the past.
 *
 * @param folder holds {@code model.onnx}, {@code model.onnx.data} and {@code model.properties}
 * @param ggufPath the file it was made of; the embedding rows are read from there
 * @param shape its sizes
 */
public record ImportedModel(Path folder, Path ggufPath, ModelShape shape) {

    /** The graph; its weights lie beside it. */
    public Path graph() {
        return folder.resolve("model.onnx");
    }
}
