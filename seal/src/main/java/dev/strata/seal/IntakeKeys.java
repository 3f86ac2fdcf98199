package dev.strata.seal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;

/**
 * The files of an intake key pair, in PEM: the public half for gateways, the private half for the
 * private zone alone.
 *
 * @param publicKey readable by all
 * @param privateKey readable and writable by its owner alone
 */
public record IntakeKeys(Path publicKey, Path privateKey) {
    private static final KeyFile FILE = new KeyFile("X25519", "intake");

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
            KeyFile.folder(folder);
            if (!Files.exists(files.privateKey)) {
                KeyFile.write(
                        files.privateKey,
                        KeyPairGenerator.getInstance("X25519").generateKeyPair().getPrivate());
            }
            if (!Files.exists(files.publicKey)) {
                KeyFile.write(
                        files.publicKey,
                        Curve.publicKey(Curve.publicHalf(readPrivate(files.privateKey))));
            }
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException("intake keys cannot be kept in " + folder, e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no X25519", e);
        }
    }

    static PublicKey readPublic(Path file) {
        return FILE.readPublic(file);
    }

    static PrivateKey readPrivate(Path file) {
        return FILE.readPrivate(file);
    }
}
