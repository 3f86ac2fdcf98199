package dev.strata.seal;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The files of an intake key pair, in PEM: the public half for gateways, the private half for the
 * private zone alone.
 *
 * @param publicKey readable by all
 * @param privateKey readable and writable by its owner alone
 */
public record IntakeKeys(Path publicKey, Path privateKey) {
    private static final Base64.Encoder PEM =
            Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

    /**
     * The pair in {@code folder} ({@code intake-public.pem}, {@code intake-private.pem}), made
     * where there is none. A public half that is missing is made again from the private one.
     *
     * @param folder made where missing, for its owner alone
     */
    public static IntakeKeys ensure(Path folder) {
        IntakeKeys files =
                new IntakeKeys(
                        folder.resolve("intake-public.pem"), folder.resolve("intake-private.pem"));
        try {
            Files.createDirectories(folder, attribute(folder, "rwx------"));
            if (!Files.exists(files.privateKey)) {
                PrivateKey fresh =
                        KeyPairGenerator.getInstance("X25519").generateKeyPair().getPrivate();
                write(files.privateKey, "PRIVATE KEY", fresh.getEncoded(), "rw-------");
            }
            if (!Files.exists(files.publicKey)) {
                PublicKey half = Curve.publicKey(Curve.publicHalf(readPrivate(files.privateKey)));
                write(files.publicKey, "PUBLIC KEY", half.getEncoded(), "rw-r--r--");
            }
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException("intake keys cannot be kept in " + folder, e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no X25519", e);
        }
    }

    static PublicKey readPublic(Path file) {
        byte[] encoded = read(file, "PUBLIC KEY");
        try {
            return KeyFactory.getInstance("X25519").generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw bad(file, "PUBLIC KEY", "another kind of key", e);
        }
    }

    static PrivateKey readPrivate(Path file) {
        byte[] encoded = read(file, "PRIVATE KEY");
        try {
            return KeyFactory.getInstance("X25519")
                    .generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw bad(file, "PRIVATE KEY", "another kind of key", e);
        }
    }

    private static byte[] read(Path file, String label) {
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

    private static SealException bad(
            Path file, String label, String got, @Nullable Exception cause) {
        String message =
                "intake key file '%s' cannot be used: expected an X25519 %s in PEM, got %s; make a pair with 'strata feed keys --out DIR'"
                        .formatted(file, label, got);
        return cause == null
                ? new SealException(SealException.Code.BAD_KEY_FILE, message)
                : new SealException(SealException.Code.BAD_KEY_FILE, message, cause);
    }

    private static void write(Path file, String label, byte[] encoded, String mode)
            throws IOException {
        String text =
                "-----BEGIN %s-----%n%s%n-----END %s-----%n"
                        .formatted(label, PEM.encodeToString(encoded), label);
        Path draft = file.resolveSibling(file.getFileName() + ".draft");
        Files.deleteIfExists(draft);
        try (FileChannel out =
                FileChannel.open(draft, Set.of(CREATE_NEW, WRITE), attribute(draft, mode))) {
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
