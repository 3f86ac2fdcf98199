package dev.strata.router.privacy;

import java.text.Normalizer;

/** Makes look-alike characters plain: one character in, at most one out. */
final class Folding {
    private static final char DROPPED = 0;
    private static final int FIRST_LETTERS_END = 0x3400;
    private static final int FORMS_START = 0xF900;
    private static final char[] FOLDED = table();

    private Folding() {}

    /**
     * Full-width forms, mathematical letters and foreign digits become ASCII, all dashes and blanks
     * one of each; what is not seen is put aside.
     *
     * @param unseen stands for each invisible character; 0 for nothing
     */
    static String fold(String content, char unseen) {
        return isPlain(content) ? content : folded(content, unseen);
    }

    /** ASCII without the one character of it that is dropped. */
    private static boolean isPlain(String content) {
        for (int i = 0; i < content.length(); i++) {
            if (content.charAt(i) >= 0x80 || content.charAt(i) == 0) {
                return false;
            }
        }
        return true;
    }

    private static String folded(String content, char unseen) {
        StringBuilder plain = new StringBuilder(content.length());
        for (int i = 0; i < content.length(); i++) {
            char c = content.charAt(i);
            char folded = c;
            if (Character.isHighSurrogate(c) && i + 1 < content.length()) {
                int code = Character.codePointAt(content, i);
                i++;
                folded = foldWide(code);
                if (folded == c) {
                    plain.appendCodePoint(code);
                    continue;
                }
            } else if (c >= 0x80) {
                folded = c < FIRST_LETTERS_END || c >= FORMS_START ? FOLDED[slot(c)] : c;
            }
            char kept = folded == DROPPED ? unseen : folded;
            if (kept != DROPPED) {
                plain.append(kept);
            }
        }
        return plain.toString();
    }

    /** True where {@link #fold} would put a character aside. */
    static boolean hasUnseen(String content) {
        for (int i = 0; i < content.length(); i++) {
            char c = content.charAt(i);
            if (c >= 0x80
                    && (c == 0xDB40
                            || ((c < FIRST_LETTERS_END || c >= FORMS_START)
                                    && FOLDED[slot(c)] == DROPPED))) {
                return true;
            }
        }
        return false;
    }

    private static int slot(char c) {
        return c < FIRST_LETTERS_END ? c : c - FORMS_START + FIRST_LETTERS_END;
    }

    private static char[] table() {
        char[] table = new char[FIRST_LETTERS_END + 0x10000 - FORMS_START];
        for (int c = 0; c < 0x10000; c++) {
            if (c < FIRST_LETTERS_END || c >= FORMS_START) {
                table[slot((char) c)] = foldNarrow((char) c);
            }
        }
        return table;
    }

    private static char foldNarrow(char c) {
        int type = Character.getType(c);
        if (c >= 0x80 && c != 0x85 && isUnseen(c, type)) {
            return DROPPED;
        }
        if (type == Character.DASH_PUNCTUATION || c == 0x2212) {
            return '-';
        }
        if (type == Character.SPACE_SEPARATOR) {
            return ' ';
        }
        if (type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || c == 0x85) {
            return '\n';
        }
        int digit = Character.digit(c, 10);
        if (digit >= 0) {
            return (char) ('0' + digit);
        }
        if (c == 0x00B7 || c == 0x2022 || c == 0x30FB || c == 0x2219) {
            return '·';
        }
        String compatible = Normalizer.normalize(String.valueOf(c), Normalizer.Form.NFKC);
        return compatible.length() == 1 ? compatible.charAt(0) : c;
    }

    /** Marks that sit on a character, and fillers, count as unseen: they part nothing. */
    private static boolean isUnseen(int c, int type) {
        return type == Character.FORMAT
                || type == Character.CONTROL
                || type == Character.ENCLOSING_MARK
                || (c >= 0x300 && c <= 0x36F)
                || (c >= 0x20D0 && c <= 0x20FF)
                || (c >= 0xFE00 && c <= 0xFE0F)
                || (c >= 0x180B && c <= 0x180F)
                || c == 0x115F
                || c == 0x1160
                || c == 0x17B4
                || c == 0x17B5
                || c == 0x3164
                || c == 0xFFA0;
    }

    /** The high surrogate of {@code code} where it stays as it is. */
    private static char foldWide(int code) {
        if (code >= 0xE0000 && code <= 0xE0FFF) {
            return DROPPED;
        }
        int digit = Character.digit(code, 10);
        if (digit >= 0) {
            return (char) ('0' + digit);
        }
        if ((code >= 0x1D400 && code <= 0x1D7FF) || (code >= 0x1F100 && code <= 0x1F189)) {
            String compatible =
                    Normalizer.normalize(Character.toString(code), Normalizer.Form.NFKC);
            if (compatible.length() == 1) {
                return compatible.charAt(0);
            }
        }
        return Character.highSurrogate(code);
    }
}
