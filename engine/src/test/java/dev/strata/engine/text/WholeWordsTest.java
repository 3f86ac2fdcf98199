package dev.strata.engine.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WholeWordsTest {

    @Test
    void lengthAt_ofAnyWords_isThatOfTheLongestWhichBeginsThere() {
        var random = new SplittableRandom(5);
        for (int round = 0; round < 400; round++) {
            Set<String> words = new HashSet<>();
            for (int i = random.nextInt(12); i > 0; i--) {
                words.add(letters(random, 1 + random.nextInt(6)));
            }
            String text = letters(random, random.nextInt(60));
            var found = new WholeWords(words).in(text);
            for (int at = 0; at < text.length(); at++) {
                String rest = text.substring(at);
                int longest =
                        words.stream()
                                .filter(rest::startsWith)
                                .mapToInt(String::length)
                                .max()
                                .orElse(0);

                assertEquals(longest, found.lengthAt(at), words + " at " + at + " in " + text);
            }
        }
    }

    @Test
    void lengthAt_beyondAWindow_findsWordsThatReachOverItsEnd() {
        String text = "-".repeat(4094) + "word" + "-".repeat(5000) + "word";
        var found = new WholeWords(Set.of("word")).in(text);
        List<Integer> places = new ArrayList<>();
        for (int at = 0; at < text.length(); at++) {
            if (found.lengthAt(at) > 0) {
                places.add(at);
            }
        }

        assertEquals(List.of(4094, text.length() - 4), places);
    }

    /**
     * Words that all begin alike, and end as the text never does: each place could be any of them.
     */
    @Test
    void lengthAt_ofHostileWords_looksAtEachLetterAFewTimes() {
        Set<String> words = new HashSet<>();
        for (int length = 1; length <= 800; length++) {
            words.add("a".repeat(length) + "b");
        }
        var text = new Counted("a".repeat(40_000));
        var found = new WholeWords(words).in(text);

        for (int at = 0; at < text.length(); at++) {
            assertEquals(0, found.lengthAt(at));
        }

        assertTrue(text.looks < 2 * 40_000, "looked " + text.looks + " times");
    }

    private static String letters(SplittableRandom random, int count) {
        var text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append((char) ('a' + random.nextInt(3)));
        }
        return text.toString();
    }

    /** A text that counts how often it is looked at. */
    private static final class Counted implements CharSequence {
        private final String text;
        private int looks;

        Counted(String text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            looks++;
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
