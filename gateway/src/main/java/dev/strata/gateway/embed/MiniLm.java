package dev.strata.gateway.embed;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import dev.langchain4j.model.output.Response;
import jakarta.inject.Singleton;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * all-MiniLM-L6-v2 in 8 bits, from its jar: 384 dimensions, English foremost, windows of 510
 * tokens. Loaded by the first call; one text at a time is computed, on the caller's thread and ONNX
 * Runtime's own.
 */
@Singleton
final class MiniLm implements SentenceModel {
    private final EmbeddingSettings settings;
    private @Nullable AllMiniLmL6V2QuantizedEmbeddingModel loaded;

    MiniLm(EmbeddingSettings settings) {
        this.settings = settings;
    }

    @Override
    public String name() {
        return "all-minilm-l6-v2";
    }

    @Override
    public int dimensions() {
        return 384;
    }

    @Override
    public Embedded embed(String text) {
        Response<Embedding> answer = model().embed(text);
        return new Embedded(
                answer.content().vector(),
                Objects.requireNonNull(answer.tokenUsage(), "model tells no tokens")
                        .inputTokenCount());
    }

    private synchronized AllMiniLmL6V2QuantizedEmbeddingModel model() {
        AllMiniLmL6V2QuantizedEmbeddingModel known = loaded;
        if (known == null) {
            known = load();
            loaded = known;
        }
        return known;
    }

    private AllMiniLmL6V2QuantizedEmbeddingModel load() {
        // DJL unpacks its library below this folder, and asks nobody for anything.
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty("ENGINE_CACHE_DIR", settings.nativeDir().toString());
        return new AllMiniLmL6V2QuantizedEmbeddingModel(Runnable::run);
    }
}
