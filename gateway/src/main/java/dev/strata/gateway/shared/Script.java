package dev.strata.gateway.shared;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * One step that the store takes whole.
 *
 * @param text in Lua
 * @param sha1 by which the store knows it once it has run, hex
 */
record Script(String name, String text, String sha1) {
    static final Script TAKE = of("take", "clock", "leases", "take");
    static final Script SETTLE = of("settle", "clock", "leases", "settle");
    static final Script USED = of("used", "clock", "leases", "used");
    static final Script FLOORS = of("floors", "floors");
    static final Script RAISE = of("raise", "raise");
    static final Script ALIVE = of("alive", "clock", "alive");

    /** A script put together of these resources, in order. */
    static Script of(String name, String... parts) {
        StringBuilder text = new StringBuilder();
        for (String part : parts) {
            text.append(read(part + ".lua"));
        }
        return new Script(name, text.toString(), sha1(text.toString()));
    }

    private static String read(String resource) {
        try (InputStream stream = Script.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException("the bundled " + resource + " is missing");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha1(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-1", e);
        }
    }
}
