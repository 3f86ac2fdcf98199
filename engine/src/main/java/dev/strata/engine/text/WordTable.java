package dev.strata.engine.text;

import org.jspecify.annotations.Nullable;

/** Words by their letters, looked up in an array without a copy. Thread-safe once filled. */
final class WordTable {
    private static final int NONE = -1;

    private final @Nullable String[] words;
    private final int[] ids;
    private final int mask;
    private int longest;

    /** Room for {@code count} words. */
    WordTable(int count) {
        int size = Integer.highestOneBit(Math.max(4, count)) << 2;
        this.words = new String[size];
        this.ids = new int[size];
        this.mask = size - 1;
    }

    /** Adds a word; the first of equal ones counts. */
    void add(String word, int id) {
        int at = spread(word.hashCode());
        for (String taken = words[at]; taken != null; taken = words[at]) {
            if (taken.equals(word)) {
                return;
            }
            at = at + 1 & mask;
        }
        words[at] = word;
        ids[at] = id;
        longest = Math.max(longest, word.length());
    }

    /** Length of the longest word, 0 without any. */
    int longest() {
        return longest;
    }

    /** The id of the word that stands at {@code from} to before {@code to}; -1 for none. */
    int find(char[] text, int from, int to) {
        if (to - from > longest) {
            return NONE;
        }
        int hash = 0; // as String's
        for (int at = from; at < to; at++) {
            hash = 31 * hash + text[at];
        }
        int at = spread(hash);
        for (String word = words[at]; word != null; word = words[at]) {
            if (equal(word, text, from, to)) {
                return ids[at];
            }
            at = at + 1 & mask;
        }
        return NONE;
    }

    private static boolean equal(String word, char[] text, int from, int to) {
        if (word.length() != to - from) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (word.charAt(i) != text[from + i]) {
                return false;
            }
        }
        return true;
    }

    private int spread(int hash) {
        return (hash ^ hash >>> 15) * 0x9E3779B1 >>> 7 & mask;
    }
}
