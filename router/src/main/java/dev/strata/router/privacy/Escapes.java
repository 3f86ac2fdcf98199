package dev.strata.router.privacy;

import java.nio.ByteBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Unwraps percent signs, backslashes and character references, one layer of each. */
final class Escapes {
    private static final int WIDEST_REFERENCE = 9;

    private Escapes() {}

    static boolean mayUnwrap(String text) {
        return text.indexOf('%') >= 0 || text.indexOf('\\') >= 0 || text.indexOf('&') >= 0;
    }

    static String unwrap(String text) {
        Reader reader = new Reader(text);
        while (reader.at < text.length()) {
            reader.step();
        }
        reader.flush();
        return reader.out.toString();
    }

    private static final class Reader {
        private final String text;
        private final StringBuilder out;
        private final byte[] bytes;
        private int held;
        private int at;
        private boolean isForm;

        Reader(String text) {
            this.text = text;
            this.out = new StringBuilder(text.length());
            this.bytes = new byte[text.length()];
        }

        void step() {
            char c = text.charAt(at);
            if (c == '%') {
                int value = number(at + 1, 2, 16);
                if (value >= 0) {
                    bytes[held++] = (byte) value;
                    at += 3;
                    return;
                }
            }
            flush();
            switch (c) {
                case '\\' -> backslash();
                case '&' -> reference();
                default -> plain(c);
            }
        }

        /** In a form's text a plus sign stands for a blank. */
        private void plain(char c) {
            isForm = c == '=' || c == '?' || (isForm && c > ' ');
            boolean isBlank =
                    c == '+'
                            && isForm
                            && at > 0
                            && at + 1 < text.length()
                            && Text.isLatinOrDigit(text.charAt(at - 1));
            out.append(isBlank ? ' ' : c);
            at++;
        }

        private void backslash() {
            char kind = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
            int value =
                    switch (kind) {
                        case 'u' ->
                                text.startsWith("{", at + 2)
                                        ? braced(at + 3)
                                        : number(at + 2, 4, 16);
                        case 'x' -> number(at + 2, 2, 16);
                        default -> -1;
                    };
            if (value >= 0 && Character.isValidCodePoint(value)) {
                out.appendCodePoint(value);
                at = kind == 'x' ? at + 4 : isBraced() ? text.indexOf('}', at) + 1 : at + 6;
                return;
            }
            int octal = number(at + 1, 3, 8);
            if (octal > 0) {
                out.append((char) octal);
                at += 4;
                return;
            }
            out.append(
                    switch (kind) {
                        case 'n', 'r' -> '\n';
                        case 't', 'f', 'b' -> ' ';
                        default -> kind;
                    });
            at += 2;
        }

        private boolean isBraced() {
            return text.startsWith("{", at + 2);
        }

        private int braced(int start) {
            int end = start;
            while (end - start < 6 && end < text.length() && text.charAt(end) != '}') {
                end++;
            }
            boolean isClosed = end > start && end < text.length() && text.charAt(end) == '}';
            return isClosed ? number(start, end - start, 16) : -1;
        }

        private void reference() {
            int end = at + 1;
            while (end - at <= WIDEST_REFERENCE && end < text.length() && text.charAt(end) != ';') {
                end++;
            }
            boolean isClosed = end < text.length() && text.charAt(end) == ';';
            int value = isClosed ? referred(text.substring(at + 1, end)) : -1;
            if (value > 0 && Character.isValidCodePoint(value)) {
                out.appendCodePoint(value);
                at = end + 1;
            } else {
                plain('&');
                isForm = true;
            }
        }

        private static int referred(String name) {
            try {
                if (name.startsWith("#x") || name.startsWith("#X")) {
                    return Integer.parseInt(name, 2, name.length(), 16);
                }
                if (name.startsWith("#")) {
                    return Integer.parseInt(name, 1, name.length(), 10);
                }
            } catch (NumberFormatException _) {
                return -1;
            }
            return switch (name) {
                case "amp" -> '&';
                case "nbsp" -> ' ';
                case "commat" -> '@';
                case "period" -> '.';
                case "plus" -> '+';
                case "hyphen", "dash", "ndash" -> '-';
                case "colon" -> ':';
                case "quot" -> '"';
                case "lt" -> '<';
                case "gt" -> '>';
                case "equals" -> '=';
                default -> -1;
            };
        }

        private int number(int start, int length, int radix) {
            int value = 0;
            for (int i = start; i < start + length; i++) {
                int digit = i < text.length() ? Character.digit(text.charAt(i), radix) : -1;
                if (digit < 0 || text.charAt(i) >= 0x80) {
                    return -1;
                }
                value = value * radix + digit;
            }
            return value;
        }

        /** Percent signs hold UTF-8; where they do not, each stands for one character. */
        void flush() {
            if (held == 0) {
                return;
            }
            try {
                out.append(
                        StandardCharsets.UTF_8
                                .newDecoder()
                                .onMalformedInput(CodingErrorAction.REPORT)
                                .decode(ByteBuffer.wrap(bytes, 0, held)));
            } catch (java.nio.charset.CharacterCodingException _) {
                out.append(new String(bytes, 0, held, StandardCharsets.ISO_8859_1));
            }
            held = 0;
        }
    }
}
