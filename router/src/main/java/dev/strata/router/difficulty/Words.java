package dev.strata.router.difficulty;

import java.util.ArrayList;
import java.util.List;

/**
 * A text cut into words: runs of letters (with inner hyphens), numbers as {@code 0}, and each
 * Chinese, Japanese or Korean character for itself. Linear in the text's length.
 */
record Words(List<String> tokens, int hanCharacters) {
    private static final int LONGEST = 24;

    Words {
        tokens = List.copyOf(tokens);
    }

    static Words of(String lower) {
        List<String> tokens = new ArrayList<>();
        int han = 0;
        int i = 0;
        while (i < lower.length()) {
            char c = lower.charAt(i);
            if (isIdeograph(c)) {
                tokens.add(String.valueOf(c));
                han++;
                i++;
            } else if (Character.isDigit(c)) {
                i = end(lower, i);
                tokens.add("0");
            } else if (Character.isLetter(c)) {
                int end = end(lower, i);
                tokens.add(lower.substring(i, Math.min(end, i + LONGEST)));
                i = end;
            } else {
                i++;
            }
        }
        return new Words(tokens, han);
    }

    /** Words in the sense of length: a Chinese word has about one and a half characters. */
    double count() {
        return tokens.size() - hanCharacters / 3.0;
    }

    static boolean isIdeograph(char c) {
        return (c >= 0x3040 && c <= 0x30FF)
                || (c >= 0x3400 && c <= 0x9FFF)
                || (c >= 0xAC00 && c <= 0xD7AF);
    }

    private static int end(String text, int start) {
        boolean isNumber = Character.isDigit(text.charAt(start));
        int i = start;
        while (i < text.length() && isPart(text.charAt(i), isNumber)) {
            i++;
        }
        return i;
    }

    private static boolean isPart(char c, boolean isNumber) {
        if (isNumber) {
            return Character.isDigit(c) || c == '.' || c == ',';
        }
        return (Character.isLetter(c) && !isIdeograph(c)) || c == '-' || c == '+' || c == '\'';
    }
}
