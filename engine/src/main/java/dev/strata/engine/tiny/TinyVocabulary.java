package dev.strata.engine.tiny;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/**
 * A vocabulary: 256 bytes, the words below built up by merges, then the control tokens.
 *
 * @param tokens by id; of byte-level BPE in its printable alphabet, of SentencePiece's BPE as it
 *     spells them
 * @param merges pairs in order of rank; none for SentencePiece, which has scores
 * @param bytes how many of the tokens, the first one aside, are SentencePiece's bytes
 * @param controls how many of the last tokens are control tokens
 */
record TinyVocabulary(List<String> tokens, List<String> merges, int bytes, int controls) {
    private static final int NORMAL = 1;
    private static final int UNKNOWN = 2;
    private static final int CONTROL = 3;
    private static final int BYTE = 6;
    private static final char BLANK = '\u2581';

    static final String END_OF_TEXT = "<|endoftext|>";
    static final String START = "<|im_start|>";
    static final String END = "<|im_end|>";

    private static final List<String> WORDS =
            List.of(
                    " the",
                    " and",
                    " of",
                    " to",
                    " in",
                    " is",
                    " that",
                    " for",
                    " with",
                    " model",
                    " answer",
                    " question",
                    " cloud",
                    " private",
                    " public",
                    "system",
                    "user",
                    "assistant",
                    "You",
                    " are",
                    "ing",
                    "er",
                    "on",
                    "The",
                    " what",
                    " token",
                    " mesh",
                    " tier",
                    " route",
                    "Hello",
                    " world");

    TinyVocabulary {
        tokens = List.copyOf(tokens);
        merges = List.copyOf(merges);
    }

    static TinyVocabulary create() {
        SequencedSet<String> tokens = new LinkedHashSet<>();
        for (int b = 0; b < 256; b++) {
            tokens.add(Character.toString(letter(b)));
        }
        List<String> merges = new ArrayList<>();
        for (String word : WORDS) {
            String letters = letters(word);
            for (int end = 2; end <= letters.length(); end++) {
                if (tokens.add(letters.substring(0, end))) {
                    merges.add(letters.substring(0, end - 1) + " " + letters.charAt(end - 1));
                }
            }
        }
        List<String> all = new ArrayList<>(tokens);
        all.addAll(List.of(END_OF_TEXT, START, END));
        return new TinyVocabulary(all, merges, 0, 3);
    }

    /** The same words for SentencePiece: the unknown token, bytes, letters, words. */
    static TinyVocabulary scored() {
        SequencedSet<String> tokens = new LinkedHashSet<>();
        tokens.add("<unk>");
        for (int b = 0; b < 256; b++) {
            tokens.add("<0x%02X>".formatted(b));
        }
        tokens.add(String.valueOf(BLANK));
        for (char c = '!'; c < 127; c++) {
            tokens.add(String.valueOf(c));
        }
        for (String word : WORDS) {
            String letters = word.replace(' ', BLANK);
            for (int end = 2; end <= letters.length(); end++) {
                tokens.add(letters.substring(0, end));
            }
        }
        List<String> all = new ArrayList<>(tokens);
        all.addAll(List.of(END_OF_TEXT, START, END));
        return new TinyVocabulary(all, List.of(), 256, 3);
    }

    /** Whether it is SentencePiece's. */
    boolean isScored() {
        return bytes > 0;
    }

    /** What each token is, in the numbers of {@code tokenizer.ggml.token_type}. */
    int[] kinds() {
        int[] kinds = new int[size()];
        for (int id = 0; id < kinds.length; id++) {
            kinds[id] = kind(id);
        }
        return kinds;
    }

    private int kind(int id) {
        if (id >= size() - controls) {
            return CONTROL;
        }
        if (isScored() && id <= bytes) {
            return id == 0 ? UNKNOWN : BYTE;
        }
        return NORMAL;
    }

    /** Higher for the tokens that are made first. */
    float[] scores() {
        float[] scores = new float[size()];
        for (int id = bytes + 1; id < scores.length; id++) {
            scores[id] = bytes + 1 - id;
        }
        return scores;
    }

    int size() {
        return tokens.size();
    }

    int id(String token) {
        return tokens.indexOf(token);
    }

    /** Whether an answer should be likely to hold the token: words, and printable ASCII. */
    boolean readable(int id) {
        return kind(id) == NORMAL
                && tokens.get(id)
                        .chars()
                        .allMatch(c -> c > ' ' && c < 127 || c == letter(' ') || c == BLANK);
    }

    private static String letters(String word) {
        StringBuilder letters = new StringBuilder();
        for (byte b : word.getBytes(StandardCharsets.UTF_8)) {
            letters.appendCodePoint(letter(b & 0xff));
        }
        return letters.toString();
    }

    /** Byte-level BPE's letter for a byte: itself where printable, else one from 256 on. */
    private static int letter(int b) {
        int others = 0;
        for (int i = 0; i < b; i++) {
            others += printable(i) ? 0 : 1;
        }
        return printable(b) ? b : 256 + others;
    }

    private static boolean printable(int b) {
        return b >= '!' && b <= '~' || b >= 0xa1 && b <= 0xac || b >= 0xae;
    }
}
