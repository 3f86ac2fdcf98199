package dev.strata.seal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;

/**
 * The files of the Ed25519 pair that promotions are signed with, in PEM: the private half for
 * whoever promotes, the public half for gateways. Stateless and thread-safe.
 *
 * @param publicKey readable by all
 * @param privateKey readable and writable by its owner alone
 */
public record PromotionKeys(Path publicKey, Path privateKey) {
    private static final String ALGORITHM = "Ed25519";
    private static final KeyFile FILE = new KeyFile(ALGORITHM, "promotion");

    /** Where the pair of {@code folder} is, or would be. */
    public static PromotionKeys in(Path folder) {
        return new PromotionKeys(
                folder.resolve("promotion-public.pem"), folder.resolve("promotion-private.pem"));
    }

    /**
     * The pair in {@code folder} ({@code promotion-public.pem}, {@code promotion-private.pem}),
     * made where there is none.
     *
     * @param folder made where missing, for its owner alone
     */
    public static PromotionKeys ensure(Path folder) {
        PromotionKeys files = in(folder);
        try {
            KeyFile.folder(folder);
            if (!Files.exists(files.privateKey) || !Files.exists(files.publicKey)) {
                KeyPair fresh = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
                KeyFile.write(files.publicKey, fresh.getPublic());
                KeyFile.write(files.privateKey, fresh.getPrivate());
            }
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException("promotion keys cannot be kept in " + folder, e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no " + ALGORITHM, e);
        }
    }

    /**
     * The signature of {@code bytes} by the private key in a file.
     *
     * @throws SealException BAD_KEY_FILE where it holds no such key
     */
    public static byte[] sign(Path privateKey, byte[] bytes) {
        PrivateKey key = FILE.readPrivate(privateKey);
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(key);
            signature.update(bytes);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no " + ALGORITHM, e);
        }
    }

    /**
     * The public key in a file.
     *
     * @throws SealException BAD_KEY_FILE where it holds no such key
     */
    public static PublicKey verifier(Path publicKey) {
        return FILE.readPublic(publicKey);
    }

    /** Whether {@code signature} is the key owner's, of {@code bytes}. */
    public static boolean isSigned(PublicKey key, byte[] bytes, byte[] signature) {
        try {
            Signature check = Signature.getInstance(ALGORITHM);
            check.initVerify(key);
            check.update(bytes);
            return check.verify(signature);
        } catch (GeneralSecurityException _) {
            // Another key, or bytes that are no signature at all.
            return false;
        }
    }
}
