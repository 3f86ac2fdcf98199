package dev.strata.router.privacy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Finds the words that the policy names, ignoring case and whatever separates their characters. */
final class WordsDetector implements Detector {
    private static final int MOST_PARTED = 3;
    private final Map<Character, List<String>> byFirst;

    WordsDetector(List<String> words) {
        Map<Character, List<String>> sorted = new HashMap<>();
        for (String word : words) {
            String plain = letters(Folding.fold(word, (char) 0).toLowerCase(Locale.ROOT));
            if (!plain.isEmpty()) {
                sorted.computeIfAbsent(plain.charAt(0), _ -> new ArrayList<>()).add(plain);
            }
        }
        byFirst = Map.copyOf(sorted);
    }

    @Override
    public DetectorKind kind() {
        return DetectorKind.WORDS;
    }

    @Override
    public boolean finds(Text text) {
        for (int i = 0; i < text.length() && !byFirst.isEmpty(); i++) {
            for (String word : byFirst.getOrDefault(Character.toLowerCase(text.at(i)), List.of())) {
                if (isWord(text, i, word)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isWord(Text text, int start, String word) {
        if (isLatin(word.charAt(0)) && isLatin(text.at(start - 1))) {
            return false;
        }
        int at = start;
        for (int k = 0; k < word.length(); k++) {
            int parted = 0;
            while (k > 0
                    && parted < MOST_PARTED
                    && isSeparator(text.at(at))
                    && at < text.length()) {
                at++;
                parted++;
            }
            if (Character.toLowerCase(text.at(at)) != word.charAt(k)) {
                return false;
            }
            at++;
        }
        return !(isLatin(word.charAt(word.length() - 1)) && isLatin(text.at(at)));
    }

    private static String letters(String word) {
        StringBuilder letters = new StringBuilder();
        word.chars().filter(c -> !isSeparator((char) c)).forEach(c -> letters.append((char) c));
        return letters.toString();
    }

    private static boolean isLatin(char c) {
        return Character.isLetter(c) && c < 0x2E80;
    }

    private static boolean isSeparator(char c) {
        return c <= ' ' || "-_./|·,:*~、\"'+".indexOf(c) >= 0;
    }
}
