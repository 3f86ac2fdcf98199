package dev.strata.engine.text;

import dev.strata.engine.gguf.BadModel;
import dev.strata.engine.gguf.GgufFile;

/** What a model file says about text: its tokenizer and its chat template. Thread-safe. */
public record ModelText(Tokenizer tokenizer, ChatTemplate template) {

    /**
     * Reads both out of the file's metadata; the file may be closed afterwards.
     *
     * @throws dev.strata.engine.EngineException with BAD_MODEL, naming the metadata key, where the
     *     tokenizer or its pre-tokenizer is of an unknown kind, or the template is missing or
     *     cannot be read
     */
    public static ModelText of(GgufFile file) {
        var vocabulary = vocabulary(file);
        var controls = ControlTokens.of(vocabulary);
        return new ModelText(
                new FileTokenizer(vocabulary), JinjaChatTemplate.of(file, vocabulary, controls));
    }

    private static Vocabulary vocabulary(GgufFile file) {
        var model = file.string("tokenizer.ggml.model");
        return switch (model) {
            case "gpt2" -> BpeVocabulary.of(file);
            case "llama" -> ScoredVocabulary.of(file);
            default ->
                    throw BadModel.of(
                            "metadata 'tokenizer.ggml.model'",
                            "names an unknown tokenizer",
                            "'gpt2' (byte-level BPE) or 'llama' (SentencePiece's BPE)",
                            "'" + model + "'",
                            "use a model with one of these");
        };
    }
}
