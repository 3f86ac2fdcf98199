package dev.strata.router.privacy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The readings of a content: as it stands with look-alike characters made plain, and with what is
 * wrapped in it (percent signs, JSON escapes, Base64) unwrapped. Linear in the content's length.
 */
final class PlainText {
    private static final int SHORTEST_BASE64 = 16;

    private PlainText() {}

    /** All readings, the plain one first. */
    static List<String> readings(String content) {
        List<String> readings = new ArrayList<>();
        String plain = plain(content);
        readings.add(plain);
        if (plain.indexOf('%') >= 0 || plain.indexOf('\\') >= 0 || plain.indexOf('&') >= 0) {
            String unescaped = plain(unescape(plain));
            if (!unescaped.equals(plain)) {
                readings.add(unescaped);
            }
        }
        String decoded = decodeBase64(plain);
        if (!decoded.isEmpty()) {
            readings.add(plain(decoded));
        }
        return readings;
    }

    /** Folds full-width forms and foreign digits, drops invisible characters. */
    static String plain(String content) {
        StringBuilder plain = new StringBuilder(content.length());
        for (int i = 0; i < content.length(); i++) {
            char c = content.charAt(i);
            if (c < 0x80) {
                plain.append(c);
            } else if (!isInvisible(c)) {
                plain.append(fold(c));
            }
        }
        return plain.toString();
    }

    private static boolean isInvisible(char c) {
        return (c >= 0x200B && c <= 0x200F)
                || (c >= 0x202A && c <= 0x202E)
                || (c >= 0x2060 && c <= 0x2064)
                || c == 0xAD
                || c == 0xFEFF;
    }

    private static char fold(char c) {
        if (c >= 0xFF01 && c <= 0xFF5E) {
            return (char) (c - 0xFEE0);
        }
        if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212) {
            return '-';
        }
        if (c == 0xA0 || c == 0x3000 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F) {
            return ' ';
        }
        int digit = Character.digit(c, 10);
        return digit >= 0 ? (char) ('0' + digit) : c;
    }

    private static String unescape(String text) {
        StringBuilder out = new StringBuilder(text.length());
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            int code = -1;
            int used = 1;
            if (c == '%') {
                code = hex(text, i + 1, 2);
                used = 3;
            } else if (c == '\\' && i + 1 < text.length()) {
                char kind = text.charAt(i + 1);
                boolean isUnicode = kind == 'u';
                code = isUnicode || kind == 'x' ? hex(text, i + 2, isUnicode ? 4 : 2) : ' ';
                used = code == ' ' && !isUnicode && kind != 'x' ? 2 : isUnicode ? 6 : 4;
            } else if (c == '&' && text.startsWith("&#64;", i)) {
                code = '@';
                used = 5;
            }
            out.append(code < 0 ? c : (char) code);
            i += code < 0 ? 1 : used;
        }
        return out.toString();
    }

    private static int hex(String text, int start, int digits) {
        int value = 0;
        for (int i = start; i < start + digits; i++) {
            int digit = i < text.length() ? Character.digit(text.charAt(i), 16) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value * 16 + digit;
        }
        return value;
    }

    /** What decodes to readable text, each piece on a line. */
    private static String decodeBase64(String text) {
        StringBuilder decoded = new StringBuilder();
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i < text.length() && isBase64(text.charAt(i))) {
                continue;
            }
            if (i - start >= SHORTEST_BASE64) {
                decoded.append(decode(text.substring(start, i)));
            }
            start = i + 1;
        }
        return decoded.toString();
    }

    private static String decode(String piece) {
        String standard = piece.replace('-', '+').replace('_', '/');
        String whole = standard.substring(0, standard.length() - standard.length() % 4);
        byte[] bytes = Base64.getDecoder().decode(whole);
        for (byte b : bytes) {
            if (b >= 0 && b < ' ' && b != '\n' && b != '\r' && b != '\t') {
                return "";
            }
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        return text.indexOf('\uFFFD') >= 0 ? "" : text + '\n';
    }

    private static boolean isBase64(char c) {
        return Text.isLatinOrDigit(c) || c == '+' || c == '/' || c == '-' || c == '_';
    }
}
