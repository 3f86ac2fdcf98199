package dev.strata.seal;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import dev.strata.proto.event.v1.CallerLabels;
import dev.strata.proto.event.v1.Messages;
import dev.strata.proto.event.v1.SealedContent;
import dev.strata.proto.event.v1.TrafficEvent;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/** Undoes what {@link Sealer} did, in the private zone. Thread-safe. */
public final class Unsealer {
    private record Key(PrivateKey half, PublicHalf other) {}

    /** The other half, as bytes. */
    private static final class PublicHalf {
        private final byte[] raw;

        PublicHalf(byte[] raw) {
            this.raw = raw;
        }
    }

    private final SortedMap<String, Key> keys;

    private Unsealer(List<Path> files) throws GeneralSecurityException {
        TreeMap<String, Key> byId = new TreeMap<>();
        for (Path file : files) {
            PrivateKey half = IntakeKeys.readPrivate(file);
            byte[] raw = Curve.publicHalf(half);
            byId.put(Curve.keyId(raw), new Key(half, new PublicHalf(raw)));
        }
        this.keys = byId;
    }

    /**
     * An unsealer with the private key in {@code file}.
     *
     * @throws SealException BAD_KEY_FILE where it holds none
     */
    public static Unsealer with(Path file) {
        return with(List.of(file));
    }

    /**
     * An unsealer with the private keys in {@code files}: of several days, say.
     *
     * @throws SealException BAD_KEY_FILE where one holds none
     */
    public static Unsealer with(List<Path> files) {
        try {
            return new Unsealer(files);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK cannot unseal", e);
        }
    }

    /** Names the keys, joined by {@code +} in order. */
    public String keyId() {
        return String.join("+", keys.keySet());
    }

    /**
     * The messages that were sealed.
     *
     * @throws SealException WRONG_KEY where it was sealed to another key, TAMPERED where it was
     *     changed or sealed for another place
     */
    public Messages unseal(SealedContent sealed, SealContext context) {
        return unseal(sealed, context, Messages.parser());
    }

    /**
     * What the caller of the request in {@code event} called things, sealed or not.
     *
     * @throws SealException as {@link #unseal(SealedContent, SealContext)}
     */
    public CallerLabels labels(TrafficEvent event) {
        return event.hasSealedLabels()
                ? unseal(
                        event.getSealedLabels(),
                        SealContext.labels(event.getEventId()),
                        CallerLabels.parser())
                : CallerLabels.newBuilder()
                        .setClientRequestId(event.getClientRequestId())
                        .setDomain(event.getDomain())
                        .build();
    }

    private <T> T unseal(SealedContent sealed, SealContext context, Parser<T> parser) {
        Key key = keys.get(sealed.getKeyId());
        if (key == null) {
            throw new SealException(
                    SealException.Code.WRONG_KEY,
                    "content of event '%s' is sealed to another key: expected %s, got %s; pass the key of that day"
                            .formatted(context.eventId(), keyId(), sealed.getKeyId()));
        }
        try {
            byte[] ephemeral = sealed.getEphemeralPublicKey().toByteArray();
            byte[] shared = Curve.agree(key.half(), Curve.publicKey(ephemeral));
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    Curve.contentKey(shared, ephemeral, key.other().raw),
                    new GCMParameterSpec(Sealer.TAG_BITS, sealed.getNonce().toByteArray()));
            cipher.updateAAD(context.bytes());
            return parser.parseFrom(cipher.doFinal(sealed.getCiphertext().toByteArray()));
        } catch (GeneralSecurityException | InvalidProtocolBufferException e) {
            throw new SealException(
                    SealException.Code.TAMPERED,
                    "content of event '%s' does not unseal at '%s': expected what was sealed there, got other bytes; leave the event out"
                            .formatted(context.eventId(), context.place()),
                    e);
        }
    }
}
