package dev.strata.engine.text;

import java.util.Set;

/** What SentencePiece's tokens are, by how they are spelled. */
final class PublishedKinds {
    /** Control tokens of SentencePiece, whatever a list of added tokens says of them. */
    static final Set<String> CONTROLS = Set.of("<s>", "</s>");

    private static final int BYTES = 256;

    private PublishedKinds() {}

    /**
     * Sets the types of the unknown token and of bytes, and spells tokens as model files do.
     *
     * @param types as {@code tokenizer.ggml.token_type} numbers them; changed
     * @param tokens changed
     */
    static void put(String[] tokens, Integer[] types, String unknown) {
        int firstByte = -1;
        for (int id = 0; id < tokens.length; id++) {
            if (tokens[id].equals(unknown)) {
                types[id] = 2;
            } else if (tokens[id].matches("<0x[0-9A-F]{2}>") && types[id] == 1) {
                types[id] = 6;
                firstByte = tokens[id].equals("<0x00>") ? id : firstByte;
            } else if (types[id] == 4) {
                tokens[id] = tokens[id].replace(ScoredVocabulary.BLANK, ' ');
            }
        }
        // Some spell a byte as its letter, where its place among the bytes is.
        for (int b = 0; firstByte >= 0 && b < BYTES && firstByte + b < tokens.length; b++) {
            int id = firstByte + b;
            if (types[id] == 1 && tokens[id].equals(Character.toString(b))) {
                tokens[id] = "<0x%02X>".formatted(b);
                types[id] = 6;
            }
        }
    }
}
