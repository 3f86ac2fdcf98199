package dev.strata.router.privacy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Finds readable text in Base64 and hexadecimal runs. Each run is read from every phase, because
 * what stands directly before it may look like a part of it.
 */
final class Encodings {
    private static final int SHORTEST_RUN = 8;
    private static final int SHORTEST_TEXT = 6;
    private static final byte[] SIXTY_FOUR = sixtyFour();

    private Encodings() {}

    /** The readable pieces, each on a line; empty where there are none. */
    static String readable(String text) {
        StringBuilder out = new StringBuilder();
        byte[] values = new byte[text.length()];
        int held = 0;
        int hex = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : ' ';
            byte value = c < 128 ? SIXTY_FOUR[c] : -1;
            if (value >= 0) {
                values[held++] = value;
                hex = Character.digit(c, 16) >= 0 ? hex + 1 : 0;
            } else if (!isFolded(text, i, c)) {
                readHex(text, hex, i, out);
                unwrap(values, held, out);
                held = 0;
                hex = 0;
            }
        }
        return out.toString();
    }

    /** A line's end within a run. */
    private static boolean isFolded(String text, int i, char c) {
        return i < text.length() && (c == '\n' || c == '\r');
    }

    private static void unwrap(byte[] values, int held, StringBuilder out) {
        if (held < SHORTEST_RUN) {
            return;
        }
        byte[] bytes = new byte[held / 4 * 3 + 3];
        for (int phase = 0; phase < 4; phase++) {
            int length = 0;
            int i = phase;
            for (; i + 4 <= held; i += 4) {
                int word =
                        values[i] << 18 | values[i + 1] << 12 | values[i + 2] << 6 | values[i + 3];
                bytes[length++] = (byte) (word >> 16);
                bytes[length++] = (byte) (word >> 8);
                bytes[length++] = (byte) word;
            }
            if (held - i >= 2) {
                bytes[length++] = (byte) (values[i] << 2 | values[i + 1] >> 4);
            }
            if (held - i == 3) {
                bytes[length++] = (byte) (values[i + 1] << 4 | values[i + 2] >> 2);
            }
            addReadable(bytes, length, out);
        }
    }

    /** The {@code held} hexadecimal digits that the run ends in. */
    private static void readHex(String text, int held, int end, StringBuilder out) {
        if (held < 2 * SHORTEST_RUN) {
            return;
        }
        byte[] bytes = new byte[held / 2 + 1];
        for (int phase = 0; phase < 2; phase++) {
            int length = 0;
            int digits = 0;
            int value = 0;
            for (int i = Math.max(0, end - held) + phase; i < end; i++) {
                int digit = Character.digit(text.charAt(i), 16);
                if (digit < 0) {
                    return;
                }
                value = value << 4 | digit;
                if (++digits % 2 == 0) {
                    bytes[length++] = (byte) value;
                    value = 0;
                }
            }
            addReadable(bytes, length, out);
        }
    }

    /** The longest pieces of readable UTF-8. */
    private static void addReadable(byte[] bytes, int length, StringBuilder out) {
        int start = 0;
        int i = 0;
        while (i <= length) {
            int used = i < length ? used(bytes, i, length) : 0;
            if (used == 0) {
                if (i - start >= SHORTEST_TEXT) {
                    out.append(new String(bytes, start, i - start, StandardCharsets.UTF_8));
                    out.append('\n');
                }
                start = i + 1;
                i++;
            } else {
                i += used;
            }
        }
    }

    /** The bytes of the readable character at {@code i}; 0 where there is none. */
    private static int used(byte[] bytes, int i, int length) {
        int b = bytes[i] & 0xFF;
        if (b < 0x80) {
            return b >= ' ' && b != 0x7F || b == '\n' || b == '\r' || b == '\t' ? 1 : 0;
        }
        int more = b >= 0xF0 && b < 0xF5 ? 3 : b >= 0xE0 ? 2 : b >= 0xC2 ? 1 : 0;
        if (more == 0 || b >= 0xF5 || i + more >= length) {
            return 0;
        }
        for (int k = 1; k <= more; k++) {
            if ((bytes[i + k] & 0xC0) != 0x80) {
                return 0;
            }
        }
        return more + 1;
    }

    private static byte[] sixtyFour() {
        byte[] values = new byte[128];
        Arrays.fill(values, (byte) -1);
        String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (int i = 0; i < letters.length(); i++) {
            values[letters.charAt(i)] = (byte) i;
        }
        values['-'] = 62;
        values['_'] = 63;
        return values;
    }
}
