package dev.strata.router.privacy;

/**
 * Text as detectors read it: one character at a time, out of bounds a space, each read counted.
 *
 * <p>The count is what shows that a detector is linear. Not thread-safe.
 */
final class Text {
    private final char[] chars;
    private final Numbers numbers;
    private final Keywords keywords;
    private long reads;

    private Text(char[] chars) {
        this.chars = chars;
        this.numbers = Numbers.of(chars);
        this.keywords = Keywords.of(chars);
    }

    /** One of the {@link Readings}. */
    static Text of(String reading) {
        return new Text(reading.toCharArray());
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

    /** The runs of digits. */
    Numbers numbers() {
        reads++;
        return numbers;
    }

    /** The words that tell what a value is. */
    Keywords keywords() {
        reads++;
        return keywords;
    }

    /** The characters from {@code start} to before {@code end}. */
    String text(int start, int end) {
        int from = Math.clamp(start, 0, chars.length);
        int to = Math.max(from, Math.min(end, chars.length));
        reads += to - from;
        return new String(chars, from, to - from);
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

    /**
     * One comparison, since every character of every text is asked: the bit makes it lower case.
     */
    static boolean isLatin(char c) {
        return (char) ((c | 0x20) - 'a') < 26;
    }

    static boolean isLatinOrDigit(char c) {
        return isLatin(c) || isDigit(c);
    }
}
