package dev.strata.gateway.chat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.Optional;

/** The secret that signs request ids and privacy tokens. */
public final class SigningKey {
    private static final int BYTES = 32;

    private SigningKey() {}

    /** Reads the secret, making it where the file does not exist; without a file, a fresh one. */
    public static byte[] read(Optional<Path> file) {
        byte[] fresh = new byte[BYTES];
        new SecureRandom().nextBytes(fresh);
        return file.map(path -> readOrMake(path, fresh)).orElse(fresh);
    }

    private static byte[] readOrMake(Path file, byte[] fresh) {
        try {
            make(file, fresh);
            byte[] secret = Files.readAllBytes(file);
            if (secret.length < BYTES) {
                throw new IllegalArgumentException(
                        "strata.chat.signing-key-file '%s' is too short: expected at least %d bytes, got %d; delete it to have one made"
                                .formatted(file, BYTES, secret.length));
            }
            return secret;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "strata.chat.signing-key-file '%s' cannot be used: expected a readable file or a folder to make it in; correct the path or its rights"
                            .formatted(file),
                    e);
        }
    }

    private static void make(Path file, byte[] fresh) throws IOException {
        if (Files.exists(file)) {
            return;
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        var owner =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (var channel =
                Files.newByteChannel(
                        file,
                        EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        owner)) {
            channel.write(ByteBuffer.wrap(fresh));
        } catch (FileAlreadyExistsException _) {
            // Another gateway on this state was first: its secret is the one.
        }
    }
}
