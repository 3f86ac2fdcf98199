package dev.strata.seal.shred;

import dev.strata.seal.SealException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** A random AES-256 key of one owner. Thread-safe; holds the key until it is collected. */
public final class ContentKey {
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String id;
    private final SecretKeySpec key;

    ContentKey(String id, byte[] key) {
        this.id = id;
        this.key = new SecretKeySpec(key, "AES");
    }

    /** Names the key, 32 hex digits; says nothing of its owner. */
    public String id() {
        return id;
    }

    /**
     * Encrypts {@code plain}: nonce, ciphertext and tag.
     *
     * @param place where it belongs, usually the event's id; authenticated
     */
    public byte[] encrypt(byte[] plain, String place) {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, nonce, place);
            byte[] whole = Arrays.copyOf(nonce, NONCE_BYTES + cipher.getOutputSize(plain.length));
            cipher.doFinal(plain, 0, plain.length, whole, NONCE_BYTES);
            return whole;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK cannot encrypt", e);
        }
    }

    /**
     * Undoes {@link #encrypt}.
     *
     * @throws SealException TAMPERED where the bytes were changed or belong elsewhere
     */
    public byte[] decrypt(byte[] encrypted, String place) {
        try {
            if (encrypted.length < NONCE_BYTES) {
                throw new GeneralSecurityException("shorter than its nonce");
            }
            return cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(encrypted, NONCE_BYTES), place)
                    .doFinal(encrypted, NONCE_BYTES, encrypted.length - NONCE_BYTES);
        } catch (GeneralSecurityException e) {
            throw new SealException(
                    SealException.Code.TAMPERED,
                    "landed content of '%s' does not open with key '%s': expected what was encrypted there, got other bytes; leave the row out"
                            .formatted(place, id),
                    e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String place) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD((id + ":" + place).getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
