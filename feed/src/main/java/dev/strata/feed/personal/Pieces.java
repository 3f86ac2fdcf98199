package dev.strata.feed.personal;

import java.util.ArrayList;
import java.util.List;

/**
 * A text cut where no value goes on: runs of letters, digits and signs that are written into
 * addresses, numbers and keys, and single characters between them.
 */
final class Pieces {
    private static final String SIGNS = "@._-+/=%#&~!$^*|?'`{}";

    /** Characters {@code [start, end)}; {@code value} where it may be a part of a value. */
    record Piece(int start, int end, boolean value) {}

    private Pieces() {}

    static List<Piece> of(String text) {
        List<Piece> pieces = new ArrayList<>();
        int i = 0;
        while (i < text.length()) {
            int start = i;
            while (i < text.length() && isValue(text.charAt(i))) {
                i++;
            }
            if (i == start) {
                pieces.add(new Piece(start, ++i, false));
            } else {
                pieces.add(trimmed(pieces, text, start, i));
            }
        }
        return pieces;
    }

    /** Without the signs at the end that belong to the sentence. */
    private static Piece trimmed(List<Piece> before, String text, int start, int end) {
        int to = end;
        while (to > start + 1 && ".?!'`*_".indexOf(text.charAt(to - 1)) >= 0) {
            to--;
        }
        if (to < end) {
            before.add(new Piece(start, to, true));
            return new Piece(to, end, false);
        }
        return new Piece(start, end, true);
    }

    /** What a number is written with between its digits. */
    static boolean isGap(String text, Piece piece) {
        return piece.end() - piece.start() == 1
                && " -().\u00A0".indexOf(text.charAt(piece.start())) >= 0;
    }

    static boolean hasDigit(String text, Piece piece) {
        for (int i = piece.start(); i < piece.end(); i++) {
            if (Character.isDigit(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isValue(char c) {
        if (c < 0x80) {
            return (c >= '0' && c <= '9')
                    || (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || SIGNS.indexOf(c) >= 0;
        }
        boolean han = c >= 0x2E80 && c <= 0x9FFF;
        return !han
                && (Character.isLetterOrDigit(c)
                        || Character.isSurrogate(c)
                        || (c >= 0xFF01
                                && c <= 0xFF5E
                                && c != '\uFF0C'
                                && c != '\uFF1A'
                                && c != '\uFF1B'
                                && c != '\uFF01'
                                && c != '\uFF1F'
                                && c != '\uFF08'
                                && c != '\uFF09'));
    }
}
