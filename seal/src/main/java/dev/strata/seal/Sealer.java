package dev.strata.seal;

import com.google.protobuf.ByteString;
import dev.strata.proto.event.v1.CallerLabels;
import dev.strata.proto.event.v1.Content;
import dev.strata.proto.event.v1.Messages;
import dev.strata.proto.event.v1.SealedContent;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Seals content to an intake key: a fresh X25519 key per content, HKDF-SHA256 to an AES-256-GCM
 * key. Whoever seals cannot unseal. Thread-safe.
 */
public final class Sealer {
    private static final int NONCE_BYTES = 12;
    static final int TAG_BITS = 128;

    private final PublicKey recipient;
    private final byte[] recipientRaw;
    private final String keyId;
    private final SecureRandom random = new SecureRandom();

    private Sealer(PublicKey recipient) throws GeneralSecurityException {
        this.recipient = recipient;
        this.recipientRaw = Curve.raw(recipient);
        this.keyId = Curve.keyId(recipientRaw);
    }

    /**
     * A sealer to the public key in {@code file}.
     *
     * @throws SealException BAD_KEY_FILE where it holds none
     */
    public static Sealer to(Path file) {
        try {
            return new Sealer(IntakeKeys.readPublic(file));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK cannot seal", e);
        }
    }

    /** Names the key that is sealed to. */
    public String keyId() {
        return keyId;
    }

    /** Seals {@code messages} for their place in one event. */
    public Content seal(Messages messages, SealContext context) {
        return Content.newBuilder().setSealed(seal(messages.toByteArray(), context)).build();
    }

    /** Seals what a caller called things in one event. */
    public SealedContent seal(CallerLabels labels, String eventId) {
        return seal(labels.toByteArray(), SealContext.labels(eventId));
    }

    private SealedContent seal(byte[] plain, SealContext context) {
        try {
            KeyPair ephemeral = KeyPairGenerator.getInstance("X25519").generateKeyPair();
            byte[] ephemeralRaw = Curve.raw(ephemeral.getPublic());
            byte[] shared = Curve.agree(ephemeral.getPrivate(), recipient);
            byte[] nonce = new byte[NONCE_BYTES];
            random.nextBytes(nonce);
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    Curve.contentKey(shared, ephemeralRaw, recipientRaw),
                    new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(context.bytes());
            return SealedContent.newBuilder()
                    .setKeyId(keyId)
                    .setEphemeralPublicKey(ByteString.copyFrom(ephemeralRaw))
                    .setNonce(ByteString.copyFrom(nonce))
                    .setCiphertext(ByteString.copyFrom(cipher.doFinal(plain)))
                    .build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK cannot seal", e);
        }
    }
}
