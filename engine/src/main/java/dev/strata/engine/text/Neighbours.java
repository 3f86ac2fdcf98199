package dev.strata.engine.text;

import java.util.BitSet;

/** Which letters stand side by side in words; says so of a few others too. */
final class Neighbours {
    private static final int BITS = 20;

    private final BitSet pairs = new BitSet(1 << BITS);

    void add(String word) {
        for (int at = 1; at < word.length(); at++) {
            pairs.set(place(word.charAt(at - 1), word.charAt(at)));
        }
    }

    /** False where no word has the two side by side. */
    boolean maybe(char one, char next) {
        return pairs.get(place(one, next));
    }

    private static int place(char one, char next) {
        return (one << 16 | next) * 0x9E3779B1 >>> Integer.SIZE - BITS;
    }
}
