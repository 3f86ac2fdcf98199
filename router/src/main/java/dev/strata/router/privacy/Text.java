package dev.strata.router.privacy;

import java.util.ArrayList;
import java.util.List;

/**
 * Text as detectors read it: one character at a time, out of bounds a space, each read counted.
 *
 * <p>The count is what shows that a detector is linear. Not thread-safe.
 */
final class Text {

    /** A run of ASCII digits: [start, end). */
    record Digits(int start, int end) {
        int length() {
            return end - start;
        }
    }

    private final char[] chars;
    private final List<Digits> digits;
    private long reads;

    private Text(char[] chars, List<Digits> digits) {
        this.chars = chars;
        this.digits = digits;
    }

    /** Text that was made plain by {@link PlainText}. */
    static Text of(String plain) {
        char[] chars = plain.toCharArray();
        List<Digits> digits = new ArrayList<>();
        int i = 0;
        while (i < chars.length) {
            int start = i;
            while (i < chars.length && isDigit(chars[i])) {
                i++;
            }
            if (i > start) {
                digits.add(new Digits(start, i));
            } else {
                i++;
            }
        }
        return new Text(chars, digits);
    }

    int length() {
        return chars.length;
    }

    /** Reads so far. */
    long reads() {
        return reads;
    }

    /** The character at {@code i}; a space where there is none. */
    char at(int i) {
        reads++;
        return i >= 0 && i < chars.length ? chars[i] : ' ';
    }

    /** All runs of digits, in order. */
    List<Digits> digits() {
        return digits;
    }

    /** The digits of a run. */
    String text(Digits run) {
        return text(run.start(), run.end());
    }

    /** The characters from {@code start} to before {@code end}. */
    String text(int start, int end) {
        reads += end - start;
        return new String(chars, start, end - start);
    }

    /** The characters between two runs, at most {@code limit}; empty where there are more. */
    String between(Digits left, Digits right, int limit) {
        int gap = right.start() - left.end();
        return gap > limit ? "" : text(left.end(), right.start());
    }

    /** The nearest character before {@code i} that is no space, looking back a little. */
    char before(int i) {
        for (int back = 1; back <= 3; back++) {
            if (at(i - back) != ' ') {
                return at(i - back);
            }
        }
        return ' ';
    }

    /** The nearest character from {@code i} on that is no space, looking on a little. */
    char from(int i) {
        for (int on = 0; on < 3; on++) {
            if (at(i + on) != ' ') {
                return at(i + on);
            }
        }
        return ' ';
    }

    /** True where {@code word}, in lower case, stands at {@code i}, ignoring case. */
    boolean hasAt(int i, String word) {
        for (int k = 0; k < word.length(); k++) {
            if (Character.toLowerCase(at(i + k)) != word.charAt(k)) {
                return false;
            }
        }
        return true;
    }

    /** True where {@code word} stands at {@code i} and, if Latin, is not a part of a longer one. */
    boolean hasWordAt(int i, String word) {
        int end = i + word.length();
        return !(isLatin(word.charAt(0)) && isLatin(at(i - 1)))
                && hasAt(i, word)
                && !(isLatin(word.charAt(word.length() - 1)) && isLatin(at(end)));
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    static boolean isLatin(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    static boolean isLatinOrDigit(char c) {
        return isLatin(c) || isDigit(c);
    }

    /** True for the characters of Chinese words. */
    static boolean isHan(char c) {
        return c >= 0x4E00 && c <= 0x9FFF;
    }
}
