package dev.strata.engine.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.util.Arrays;

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
    public int[] ids(String text) {
        return Arrays.stream(words.encode(text, false, false).getIds())
                .mapToInt(Math::toIntExact)
                .toArray();
    }
}
