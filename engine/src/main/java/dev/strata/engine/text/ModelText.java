package dev.strata.engine.text;

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
        var vocabulary = BpeVocabulary.of(file);
        var controls = ControlTokens.of(vocabulary);
        return new ModelText(
                new BpeTokenizer(vocabulary), JinjaChatTemplate.of(file, vocabulary, controls));
    }
}
