package dev.strata.engine.importer;

import dev.strata.engine.gguf.GgufFile;
import dev.strata.engine.gguf.GgufTensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The embedding matrix {@code (vocabulary, hidden)}, read from the GGUF file a row at a time.
 *
 * <p>Thread-safe until closed.
 */
public final class EmbeddingTable implements AutoCloseable {
    private final GgufFile file;
    private final GgufTensor rows;

    private EmbeddingTable(GgufFile file) {
        this.file = file;
        this.rows = file.tensor(Blueprint.EMBEDDING);
    }

    /**
     * Opens the table of a model.
     *
     * @throws dev.strata.engine.EngineException with BAD_MODEL where the GGUF file is gone
     */
    public static EmbeddingTable open(ImportedModel model) {
        GgufFile file = GgufFile.open(model.ggufPath());
        try {
            return new EmbeddingTable(file);
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /**
     * Writes a token's embedding.
     *
     * @param tokenId 0 to vocabulary - 1
     * @param destination f32[hidden]
     * @throws IndexOutOfBoundsException for another id or too small a destination
     */
    public void row(int tokenId, MemorySegment destination) {
        if (tokenId < 0 || tokenId >= rows.rows()) {
            throw new IndexOutOfBoundsException(
                    "token id %d is not one of %d".formatted(tokenId, rows.rows()));
        }
        MemorySegment.copy(
                rows.row(tokenId), 0, destination, ValueLayout.JAVA_FLOAT, 0, rows.columns());
    }

    /** Unmaps the file. Idempotent. */
    @Override
    public void close() {
        file.close();
    }
}
