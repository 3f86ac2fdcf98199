package dev.strata.engine.constraint;

import java.util.ArrayList;
import java.util.List;

/** Decimal digits of integers between bounds, without sign and leading zeros. */
final class Digits {
    /** 18 digits: what a signed 64-bit integer holds whatever they are. */
    static final long LARGEST = 999_999_999_999_999_999L;

    private Digits() {}

    /**
     * @param low 0 or more
     * @param high at most {@link #LARGEST}; nothing where it is under {@code low}
     */
    static Expr between(Language language, long low, long high) {
        List<Expr> options = new ArrayList<>();
        long from = low;
        while (from <= high) {
            int length = Long.toString(from).length();
            long to = Math.min(high, lastOfLength(length));
            options.add(sameLength(language, Long.toString(from), Long.toString(to)));
            if (to == LARGEST) {
                break;
            }
            from = to + 1;
        }
        return language.anyOf(options);
    }

    private static long lastOfLength(int digits) {
        long result = 0;
        for (int i = 0; i < digits; i++) {
            result = result * 10 + 9;
        }
        return result;
    }

    private static Expr sameLength(Language language, String low, String high) {
        if (low.isEmpty()) {
            return language.empty();
        }
        if (low.chars().allMatch(c -> c == '0') && high.chars().allMatch(c -> c == '9')) {
            return language.repeat(language.range('0', '9'), low.length(), low.length());
        }
        char first = low.charAt(0);
        char last = high.charAt(0);
        String lowRest = low.substring(1);
        String highRest = high.substring(1);
        if (first == last) {
            return language.then(
                    language.range(first, first), sameLength(language, lowRest, highRest));
        }
        String zeros = "0".repeat(lowRest.length());
        String nines = "9".repeat(lowRest.length());
        List<Expr> options = new ArrayList<>();
        options.add(
                language.then(language.range(first, first), sameLength(language, lowRest, nines)));
        if (first + 1 < last) {
            options.add(
                    language.then(
                            language.range(first + 1, last - 1),
                            sameLength(language, zeros, nines)));
        }
        options.add(
                language.then(language.range(last, last), sameLength(language, zeros, highRest)));
        return language.anyOf(options);
    }
}
