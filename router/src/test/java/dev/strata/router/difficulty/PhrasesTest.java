package dev.strata.router.difficulty;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PhrasesTest {
    @Test
    void found_randomTexts_equalsSearchingForEachPhrase() {
        List<String> pieces = new ArrayList<>(List.of("the", "of", "42", "step", "by", "好", "天"));
        for (Lexicon group : Lexicon.values()) {
            pieces.addAll(group.words());
        }
        Random random = new Random(7);
        for (int round = 0; round < 300; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < 1 + round % 40; i++) {
                text.append(pieces.get(random.nextInt(pieces.size()))).append(' ');
            }
            List<String> tokens = Words.of(text.toString()).tokens();

            assertArrayEquals(searched(tokens), Phrases.found(tokens), text.toString());
        }
    }

    /** The meaning of {@link Phrases#found}, without an index. */
    private static int[] searched(List<String> tokens) {
        String text = spaced(tokens);
        int[] found = new int[Lexicon.values().length];
        for (Lexicon group : Lexicon.values()) {
            for (String phrase : group.words()) {
                if (text.contains(spaced(Words.of(phrase).tokens()))) {
                    found[group.ordinal()]++;
                }
            }
        }
        return found;
    }

    private static String spaced(List<String> tokens) {
        return " " + String.join(" ", tokens) + " ";
    }
}
