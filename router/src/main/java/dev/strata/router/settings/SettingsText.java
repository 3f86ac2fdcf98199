package dev.strata.router.settings;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * The text of a settings file.
 *
 * @param name for error messages
 */
public record SettingsText(String name, String text) {

    /** A file's text. */
    public static SettingsText read(Path file) {
        try {
            return new SettingsText(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new SettingsException(
                    file.toString(), List.of("it cannot be read: " + e + "; check the path"));
        }
    }

    /** The text of a file that comes with Strata, beside {@code owner}. */
    public static SettingsText bundled(Class<?> owner, String name) {
        try (InputStream in = owner.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("resource '" + name + "' is missing from the jar");
            }
            return new SettingsText(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read resource " + name, e);
        }
    }

    /** SHA-256 (hex) of a text's UTF-8. */
    public static String sha256(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is missing from this JDK", e);
        }
    }
}
