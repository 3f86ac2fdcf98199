package dev.strata.engine.text;

import dev.strata.engine.TokenBytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The alphabet of byte-level BPE: one printable character for each byte.
 *
 * <p>Source: GPT-2's {@code bytes_to_unicode}: printable Latin-1 bytes stand for themselves, the
 * other 68 are U+0100 onwards in byte order.
 */
final class ByteAlphabet {
    private static final int SHIFTED = 0x100;
    private static final short[] BYTE_OF = bytesByCharacter();

    private ByteAlphabet() {}

    /** The bytes that a token spells; characters outside the alphabet are their UTF-8. */
    static TokenBytes decode(String token) {
        var out = new ByteArrayOutputStream(token.length());
        token.codePoints()
                .forEach(c -> {
                    if (c < BYTE_OF.length && BYTE_OF[c] >= 0) {
                        out.write(BYTE_OF[c]);
                    } else {
                        out.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
                    }
                });
        return TokenBytes.of(out.toByteArray());
    }

    private static boolean printable(int b) {
        return (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xAC) || (b >= 0xAE && b <= 0xFF);
    }

    private static short[] bytesByCharacter() {
        var byteOf = new short[SHIFTED + 68];
        Arrays.fill(byteOf, (short) -1);
        int next = SHIFTED;
        for (int b = 0; b < 0x100; b++) {
            byteOf[printable(b) ? b : next++] = (short) b;
        }
        return byteOf;
    }
}
