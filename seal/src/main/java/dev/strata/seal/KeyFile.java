package dev.strata.seal;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A kind of key file, in PEM.
 *
 * @param algorithm of the key
 * @param what it is called in errors
 */
record KeyFile(String algorithm, String what) {
    private static final Base64.Encoder PEM =
            Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
    private static final String PUBLIC = "PUBLIC KEY";
    private static final String PRIVATE = "PRIVATE KEY";

    PublicKey readPublic(Path file) {
        byte[] encoded = read(file, PUBLIC);
        try {
            return KeyFactory.getInstance(algorithm)
                    .generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw bad(file, PUBLIC, "another kind of key", e);
        }
    }

    PrivateKey readPrivate(Path file) {
        byte[] encoded = read(file, PRIVATE);
        try {
            return KeyFactory.getInstance(algorithm)
                    .generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw bad(file, PRIVATE, "another kind of key", e);
        }
    }

    private byte[] read(Path file, String label) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw bad(file, label, "no readable file", e);
        }
        String begin = "-----BEGIN " + label + "-----";
        String end = "-----END " + label + "-----";
        int from = text.indexOf(begin);
        int to = text.indexOf(end);
        if (from < 0 || to < from) {
            throw bad(file, label, "no such block", null);
        }
        try {
            return Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
        } catch (IllegalArgumentException e) {
            throw bad(file, label, "a block that is not base64", e);
        }
    }

    private SealException bad(Path file, String label, String got, @Nullable Exception cause) {
        String message =
                "%s key file '%s' cannot be used: expected an %s %s in PEM, got %s; make a pair with 'strata feed keys --out DIR'"
                        .formatted(what, file, algorithm, label, got);
        return cause == null
                ? new SealException(SealException.Code.BAD_KEY_FILE, message)
                : new SealException(SealException.Code.BAD_KEY_FILE, message, cause);
    }

    /** Makes {@code folder} where it is missing, for its owner alone. */
    static void folder(Path folder) throws IOException {
        Files.createDirectories(folder, attribute(folder, "rwx------"));
    }

    /** A public half, readable by all; a private one by its owner alone. */
    static void write(Path file, Key key) throws IOException {
        boolean isPrivate = key instanceof PrivateKey;
        String label = isPrivate ? PRIVATE : PUBLIC;
        String text =
                "-----BEGIN %s-----%n%s%n-----END %s-----%n"
                        .formatted(label, PEM.encodeToString(key.getEncoded()), label);
        Path draft = file.resolveSibling(file.getFileName() + ".draft");
        Files.deleteIfExists(draft);
        try (FileChannel out =
                FileChannel.open(
                        draft,
                        Set.of(CREATE_NEW, WRITE),
                        attribute(draft, isPrivate ? "rw-------" : "rw-r--r--"))) {
            out.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
            out.force(true);
        }
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static FileAttribute<?>[] attribute(Path path, String mode) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
                }
                : new FileAttribute<?>[0];
    }
}
