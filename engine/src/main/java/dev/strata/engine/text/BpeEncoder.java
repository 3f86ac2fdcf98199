package dev.strata.engine.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;

/**
 * Byte-level BPE on the native tokenizers library.
 *
 * <p>Bytes that a vocabulary has no token for (in V1 some control characters and unassigned planes)
 * are dropped, as in the publisher's own tokenizer.
 */
final class BpeEncoder implements WordEncoder {
    private final HuggingFaceTokenizer words;

    BpeEncoder(BpeVocabulary vocabulary) {
        this.words = NativeTokenizers.load(TokenizerJson.of(vocabulary));
    }

    @Override
    public void cut(String text, boolean first, IdList ids) {
        for (long id : words.encode(text, false, false).getIds()) {
            ids.add(Math.toIntExact(id));
        }
    }
}
