package dev.strata.seal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.KDF;
import javax.crypto.KeyAgreement;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;

/** X25519 and what is derived from it, through the JDK's own providers. */
final class Curve {
    static final int KEY_BYTES = 32;
    private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b656e032100");
    private static final byte[] SALT = "strata.seal.v1".getBytes(StandardCharsets.US_ASCII);

    private Curve() {}

    static byte[] raw(PublicKey key) {
        byte[] encoded = key.getEncoded();
        return Arrays.copyOfRange(encoded, encoded.length - KEY_BYTES, encoded.length);
    }

    static PublicKey publicKey(byte[] raw) throws GeneralSecurityException {
        if (raw.length != KEY_BYTES) {
            throw new InvalidAlgorithmParameterException(
                    "X25519 key of %d bytes: expected %d".formatted(raw.length, KEY_BYTES));
        }
        byte[] encoded = Arrays.copyOf(X509_PREFIX, X509_PREFIX.length + KEY_BYTES);
        System.arraycopy(raw, 0, encoded, X509_PREFIX.length, KEY_BYTES);
        return KeyFactory.getInstance("X25519").generatePublic(new X509EncodedKeySpec(encoded));
    }

    /** The public half: the private scalar times the curve's base point, whose u is 9. */
    static byte[] publicHalf(PrivateKey key) throws GeneralSecurityException {
        byte[] base = new byte[KEY_BYTES];
        base[0] = 9;
        return agree(key, publicKey(base));
    }

    static byte[] agree(PrivateKey own, PublicKey other) throws GeneralSecurityException {
        KeyAgreement agreement = KeyAgreement.getInstance("X25519");
        agreement.init(own);
        // Refuses points of small order.
        agreement.doPhase(other, true);
        return agreement.generateSecret();
    }

    /** The AES-256 key of one content; bound to both public keys. */
    static SecretKey contentKey(byte[] shared, byte[] ephemeral, byte[] recipient)
            throws GeneralSecurityException {
        byte[] info = Arrays.copyOf(ephemeral, 2 * KEY_BYTES);
        System.arraycopy(recipient, 0, info, KEY_BYTES, KEY_BYTES);
        return KDF.getInstance("HKDF-SHA256")
                .deriveKey(
                        "AES",
                        HKDFParameterSpec.ofExtract()
                                .addIKM(shared)
                                .addSalt(SALT)
                                .thenExpand(info, 32));
    }

    /** Names a key: the first 16 hex digits of the SHA-256 of its public half. */
    static String keyId(byte[] rawPublic) throws GeneralSecurityException {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(rawPublic);
        return HexFormat.of().formatHex(digest, 0, 8);
    }
}
