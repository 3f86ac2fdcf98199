package dev.strata.router.privacy;

import java.util.List;
import java.util.stream.IntStream;

/** Writes out what people spell: digits as words, "at" and "dot" in addresses. */
final class Spelling {
    private static final int FEWEST_DIGITS = 7;
    private static final String CHINESE = "零一二三四五六七八九";
    private static final String FORMAL = "〇壹贰叁肆伍陆柒捌玖";
    private static final List<String> WORDS =
            List.of(
                    "zero", "oh", "one", "two", "three", "four", "five", "six", "seven", "eight",
                    "nine");
    private static final String DIGITS = "00123456789";

    /** By their first character, in either case: what of {@link #WORDS} may begin there. */
    private static final int[][] BY_FIRST = byFirst();

    private static final List<String> DOTS =
            List.of("[.]", "(.)", "{.}", "[dot]", "(dot)", "{dot}", " dot ", "[点]", "(点)");
    private static final List<String> ATS =
            List.of("[at]", "(at)", "{at}", "<at>", " [at] ", " (at) ", "[@]", "(@)", " @ ", "艾特");

    private Spelling() {}

    /** The text with what is spelled written out; the same where nothing is. */
    static String written(String text) {
        String digits = digits(text);
        boolean mayBeAddress =
                digits.indexOf('@') >= 0
                        || digits.indexOf("[") >= 0
                        || digits.indexOf("(") >= 0
                        || digits.indexOf(" dot ") >= 0
                        || digits.indexOf(" DOT ") >= 0
                        || digits.indexOf(" . ") >= 0
                        || digits.indexOf('。') >= 0
                        || digits.indexOf("艾特") >= 0;
        return mayBeAddress ? addresses(digits) : digits;
    }

    private static String addresses(String text) {
        StringBuilder out = new StringBuilder(text.length());
        int i = 0;
        while (i < text.length()) {
            int dot = longest(text, i, DOTS);
            int at = longest(text, i, ATS);
            if (dot > 0) {
                out.append('.');
                i += dot;
            } else if (at > 0 && isAddress(text, i + at)) {
                out.append('@');
                i += at;
            } else if (starts(text, i, " at ") && isSpelledAddress(text, i + 4)) {
                out.append('@');
                i += 4;
            } else if (isPoint(text, i)) {
                out.append('.');
                i += text.charAt(i) == ' ' ? 3 : 1;
            } else {
                out.append(text.charAt(i));
                i++;
            }
        }
        return out.toString();
    }

    /** " . " or an ideographic full stop between letters or digits. */
    private static boolean isPoint(String text, int i) {
        char c = text.charAt(i);
        int end = c == ' ' && text.startsWith(" . ", i) ? i + 3 : c == '。' ? i + 1 : -1;
        return end > 0
                && i > 0
                && end < text.length()
                && Text.isLatinOrDigit(text.charAt(i - 1))
                && Text.isLatinOrDigit(text.charAt(end));
    }

    private static int longest(String text, int i, List<String> words) {
        char c = text.charAt(i);
        if (c != ' ' && c != '[' && c != '(' && c != '{' && c != '<' && c != '艾') {
            return 0;
        }
        int longest = 0;
        for (String word : words) {
            if (word.length() > longest && starts(text, i, word)) {
                longest = word.length();
            }
        }
        return longest;
    }

    private static boolean starts(String text, int i, String word) {
        return text.regionMatches(true, i, word, 0, word.length());
    }

    /** A domain that exists begins here, so that a matrix product is no address. */
    private static boolean isAddress(String text, int start) {
        int end = start;
        int label = -1;
        while (end < text.length() && end - start < 80 && isDomain(text, end)) {
            int dot = longest(text, end, DOTS);
            int used = dot > 0 ? dot : text.charAt(end) == '.' ? 1 : 0;
            label = used > 0 ? end + used : label;
            end += Math.max(1, used);
        }
        return label > 0 && label < end && Domains.isTop(text.substring(label, end));
    }

    private static boolean isDomain(String text, int i) {
        char c = text.charAt(i);
        return Text.isLatinOrDigit(c) || c == '-' || c == '.' || longest(text, i, DOTS) > 0;
    }

    /** One word, " dot ", and a domain that exists. */
    private static boolean isSpelledAddress(String text, int start) {
        int end = start;
        while (end < text.length()
                && end - start < 40
                && (Text.isLatinOrDigit(text.charAt(end)) || text.charAt(end) == '-')) {
            end++;
        }
        return end > start
                && longest(text, end < text.length() ? end : start, DOTS) > 0
                && isAddress(text, start);
    }

    private static int[][] byFirst() {
        int[][] places = new int[0x80][];
        for (char c = 0; c < 0x80; c++) {
            char first = Character.toLowerCase(c);
            places[c] =
                    IntStream.range(0, WORDS.size())
                            .filter(place -> WORDS.get(place).charAt(0) == first)
                            .toArray();
        }
        return places;
    }

    private static String digits(String text) {
        return hasRun(text) ? writtenDigits(text) : text;
    }

    /** True where there are so many spelled digits that some may be a number. */
    private static boolean hasRun(String text) {
        int digits = 0;
        for (int i = 0; i < text.length() && digits < FEWEST_DIGITS; i++) {
            digits += isDigit(text, i) ? 1 : 0;
        }
        return digits >= FEWEST_DIGITS;
    }

    private static String writtenDigits(String text) {
        StringBuilder out = new StringBuilder(text.length());
        StringBuilder run = new StringBuilder();
        int runStart = 0;
        int i = 0;
        while (i < text.length()) {
            int used = digit(text, i, run);
            if (used > 0) {
                i += used;
                continue;
            }
            boolean isGap = run.length() > 0 && " -,、".indexOf(text.charAt(i)) >= 0;
            if (!isGap) {
                close(text, runStart, i, run, out);
                i = Math.max(i, runStart);
                out.append(text.charAt(i));
                runStart = i + 1;
            }
            i++;
        }
        close(text, runStart, text.length(), run, out);
        return out.toString();
    }

    private static void close(
            String text, int start, int end, StringBuilder run, StringBuilder out) {
        if (run.length() >= FEWEST_DIGITS) {
            out.append(run).append(' ');
        } else {
            out.append(text, start, end);
        }
        run.setLength(0);
    }

    /** Reads one spelled digit at {@code i}; the characters it takes, 0 where there is none. */
    private static int digit(String text, int i, StringBuilder run) {
        char c = text.charAt(i);
        if (c >= 0x80) {
            int value = value(c);
            if (value >= 0) {
                run.append((char) ('0' + value));
            }
            return value >= 0 ? 1 : 0;
        }
        int word = word(text, i);
        if (word < 0) {
            return 0;
        }
        run.append(DIGITS.charAt(word));
        return WORDS.get(word).length();
    }

    /** True where a spelled digit begins at {@code i}. */
    private static boolean isDigit(String text, int i) {
        char c = text.charAt(i);
        return c < 0x80 ? word(text, i) >= 0 : value(c) >= 0;
    }

    /** What a Chinese character spells; -1 where it is no digit. */
    private static int value(char c) {
        return c == '幺' ? 1 : Math.max(CHINESE.indexOf(c), FORMAL.indexOf(c));
    }

    /** The place in {@link #WORDS} of the whole word at {@code i}; -1 where there is none. */
    private static int word(String text, int i) {
        int[] places = BY_FIRST[text.charAt(i)];
        if (places.length == 0 || (i > 0 && Text.isLatin(text.charAt(i - 1)))) {
            return -1;
        }
        for (int place : places) {
            String word = WORDS.get(place);
            int end = i + word.length();
            if (end <= text.length()
                    && isAt(text, i, word)
                    && (end == text.length() || !Text.isLatin(text.charAt(end)))) {
                return place;
            }
        }
        return -1;
    }

    /** In either case; the bit makes a Latin letter lower case, and nothing else one. */
    private static boolean isAt(String text, int i, String word) {
        for (int k = 1; k < word.length(); k++) {
            if ((text.charAt(i + k) | 0x20) != word.charAt(k)) {
                return false;
            }
        }
        return true;
    }
}
