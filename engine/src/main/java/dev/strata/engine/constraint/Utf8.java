package dev.strata.engine.constraint;

import java.util.ArrayList;
import java.util.List;

/** Sets of characters as UTF-8 (RFC 3629, section 4). */
final class Utf8 {
    private static final int[] LAST_OF_LENGTH = {0x7F, 0x7FF, 0xFFFF, 0x10FFFF};
    private static final int FIRST_SURROGATE = 0xD800;
    private static final int LAST_SURROGATE = 0xDFFF;

    private Utf8() {}

    /** The characters from {@code first} to {@code last}; surrogates are left out. */
    static Expr range(Language language, int first, int last) {
        if (first > last) {
            return language.never();
        }
        if (first <= LAST_SURROGATE && last >= FIRST_SURROGATE) {
            return language.anyOf(
                    range(language, first, FIRST_SURROGATE - 1),
                    range(language, LAST_SURROGATE + 1, last));
        }
        List<Expr> options = new ArrayList<>();
        int from = first;
        for (int length = 1; length <= LAST_OF_LENGTH.length && from <= last; length++) {
            int to = Math.min(last, LAST_OF_LENGTH[length - 1]);
            if (from <= to) {
                options.add(sameLength(language, encode(from, length), encode(to, length), 0));
                from = to + 1;
            }
        }
        return language.anyOf(options);
    }

    private static int[] encode(int character, int length) {
        if (length == 1) {
            return new int[] {character};
        }
        int[] bytes = new int[length];
        int left = character;
        for (int i = length - 1; i > 0; i--) {
            bytes[i] = 0x80 | (left & 0x3F);
            left >>= 6;
        }
        bytes[0] = (0xF00 >> length & 0xFF) | left;
        return bytes;
    }

    /** Byte strings from {@code low} to {@code high}, from position {@code at} on. */
    private static Expr sameLength(Language language, int[] low, int[] high, int at) {
        if (at == low.length) {
            return language.empty();
        }
        if (low[at] == high[at]) {
            return language.then(
                    language.range(low[at], low[at]), sameLength(language, low, high, at + 1));
        }
        List<Expr> options = new ArrayList<>();
        options.add(
                language.then(
                        language.range(low[at], low[at]),
                        sameLength(language, low, filled(low, at, 0xBF), at + 1)));
        if (low[at] + 1 < high[at]) {
            options.add(
                    language.then(
                            language.range(low[at] + 1, high[at] - 1),
                            sameLength(
                                    language,
                                    filled(low, at, 0x80),
                                    filled(high, at, 0xBF),
                                    at + 1)));
        }
        options.add(
                language.then(
                        language.range(high[at], high[at]),
                        sameLength(language, filled(high, at, 0x80), high, at + 1)));
        return language.anyOf(options);
    }

    private static int[] filled(int[] bytes, int after, int with) {
        int[] result = bytes.clone();
        for (int i = after + 1; i < result.length; i++) {
            result[i] = with;
        }
        return result;
    }
}
