package dev.strata.router.privacy;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Finds the words that a policy names, ignoring case; Latin ones as whole words. */
final class WordsDetector implements Detector {
    private final Map<Character, List<String>> byFirst;

    WordsDetector(List<String> words) {
        Map<Character, List<String>> sorted = new HashMap<>();
        for (String word : words) {
            String plain = PlainText.plain(word).strip().toLowerCase(Locale.ROOT);
            if (!plain.isEmpty()) {
                sorted.computeIfAbsent(plain.charAt(0), _ -> new java.util.ArrayList<>())
                        .add(plain);
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
        if (byFirst.isEmpty()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            for (String word : byFirst.getOrDefault(Character.toLowerCase(text.at(i)), List.of())) {
                if (text.hasWordAt(i, word)) {
                    return true;
                }
            }
        }
        return false;
    }
}
