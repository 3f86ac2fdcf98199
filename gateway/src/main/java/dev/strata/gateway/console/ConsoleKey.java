package dev.strata.gateway.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** The password of user {@code admin}. Immutable. */
final class ConsoleKey {
    private static final int BYTES = 16;
    private static final int SHORTEST = 16;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] header;
    // Made up: a hash of a password that a person chose could be searched for.
    private final String version = Long.toHexString(RANDOM.nextLong());

    private ConsoleKey(String password) {
        String pair = "admin:" + password;
        String encoded = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        this.header = ("Basic " + encoded).getBytes(StandardCharsets.US_ASCII);
    }

    /** Makes the file, with a random password, where it is missing. */
    static void make(Path file) {
        try {
            if (!Files.exists(file)) {
                byte[] random = new byte[BYTES];
                RANDOM.nextBytes(random);
                Files.createFile(
                        file,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
                Files.writeString(file, HexFormat.of().formatHex(random) + "\n");
            }
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    /**
     * Reads the file.
     *
     * @throws IllegalArgumentException where its content is too short to be a password
     */
    static ConsoleKey of(Path file) {
        try {
            String password = Files.readString(file).strip();
            if (password.length() < SHORTEST) {
                throw new IllegalArgumentException(
                        "strata.console.key-file '%s' is too short: expected at least %d characters, got %d; delete it to have one made"
                                .formatted(file, SHORTEST, password.length()));
            }
            return new ConsoleKey(password);
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    private static UncheckedIOException unusable(Path file, IOException cause) {
        return new UncheckedIOException(
                "strata.console.key-file '%s' cannot be used: expected a readable file or a folder to make it in; correct the path or its rights"
                        .formatted(file),
                cause);
    }

    /** Tells one password from another, and helps nobody to guess it. */
    String version() {
        return version;
    }

    /** True where {@code authorization} holds the password; takes as long for a wrong one. */
    boolean opens(String authorization) {
        return MessageDigest.isEqual(header, authorization.getBytes(StandardCharsets.UTF_8));
    }
}
