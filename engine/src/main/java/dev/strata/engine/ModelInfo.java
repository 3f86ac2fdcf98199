package dev.strata.engine;

/**
 * What a loaded model is.
 *
 * @param name e.g. {@code SmolLM2-135M-Instruct}
 * @param sha256 hex, of the model file
 * @param tokenizerSha256 hex, of the tokenizer's data
 * @param templateSha256 hex, of the chat template's text
 * @param architecture e.g. {@code llama}, {@code qwen2}
 * @param precision {@code exact}, {@code balanced} or {@code fast}
 * @param device {@code cpu} or {@code cuda}
 * @param contextTokens prompt and answer together
 * @param vocabularySize number of token ids
 * @param activeParameters weights that take part in a token's computation
 * @param weightBytes of the weights of every graph that is loaded, as they were imported
 */
public record ModelInfo(
        String name,
        String sha256,
        String tokenizerSha256,
        String templateSha256,
        String architecture,
        String precision,
        String device,
        int contextTokens,
        int vocabularySize,
        long activeParameters,
        long weightBytes) {}
