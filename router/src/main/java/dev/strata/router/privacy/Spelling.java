package dev.strata.router.privacy;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes out what people spell: digits as words, "at" and "dot" in addresses. */
final class Spelling {
    private static final int FEWEST_DIGITS = 7;
    private static final String CHINESE = "零一二三四五六七八九";
    private static final String FORMAL = "〇壹贰叁肆伍陆柒捌玖";
    private static final Map<String, Character> DIGITS =
            Map.ofEntries(
                    Map.entry("zero", '0'),
                    Map.entry("oh", '0'),
                    Map.entry("one", '1'),
                    Map.entry("two", '2'),
                    Map.entry("three", '3'),
                    Map.entry("four", '4'),
                    Map.entry("five", '5'),
                    Map.entry("six", '6'),
                    Map.entry("seven", '7'),
                    Map.entry("eight", '8'),
                    Map.entry("nine", '9'));
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

    private static String digits(String text) {
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
            int value = Math.max(CHINESE.indexOf(c), FORMAL.indexOf(c));
            value = c == '幺' ? 1 : value;
            if (value >= 0) {
                run.append((char) ('0' + value));
                return 1;
            }
            return 0;
        }
        if ("zotfsenZOTFSEN".indexOf(c) < 0 || (i > 0 && Text.isLatin(text.charAt(i - 1)))) {
            return 0;
        }
        int end = i;
        while (end < text.length() && end - i < 6 && Text.isLatin(text.charAt(end))) {
            end++;
        }
        Character value = DIGITS.get(text.substring(i, end).toLowerCase(Locale.ROOT));
        if (value == null) {
            return 0;
        }
        run.append(value.charValue());
        return end - i;
    }
}
