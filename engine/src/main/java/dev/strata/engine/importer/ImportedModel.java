package dev.strata.engine.importer;

import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import java.io.IOException;
import java.nio.file.Files;
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

    /**
     * Bytes of the weights of an imported graph.
     *
     * @param graph its file
     * @throws EngineException with RUNTIME where they cannot be read
     */
    public static long weightBytes(Path graph) {
        Path weights = graph.resolveSibling(GraphFiles.DATA);
        try {
            return Files.size(weights);
        } catch (IOException e) {
            throw new EngineException(
                    EngineError.RUNTIME,
                    "weights '%s' cannot be read: expected the importer's file, got '%s'; import the model again"
                            .formatted(weights, e),
                    e);
        }
    }
}
