package dev.strata.engine.tiny;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/**
 * A byte-level BPE vocabulary: 256 bytes, the words below built up by merges, then the control
 * tokens.
 *
 * @param tokens by id, in the printable alphabet of byte-level BPE
 * @param merges pairs in order of rank
 * @param controls how many of the last tokens are control tokens
 */
record TinyVocabulary(List<String> tokens, List<String> merges, int controls) {
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
        return new TinyVocabulary(all, merges, 3);
    }

    int size() {
        return tokens.size();
    }

    int id(String token) {
        return tokens.indexOf(token);
    }

    /** Whether an answer should be likely to hold the token: words, and printable ASCII. */
    boolean readable(int id) {
        return id < size() - controls
                && tokens.get(id).chars().allMatch(c -> c > ' ' && c < 127 || c == letter(' '));
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
