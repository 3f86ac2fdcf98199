package dev.strata.gateway.chat;

import dev.strata.gateway.error.ErrorReason;
import dev.strata.gateway.error.Failure;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Mints request ids that prove whose they are. Thread-safe.
 *
 * <p>An id is a UUIDv7: 48 bits of Unix milliseconds, then 34 random bits, then 40 bits of an HMAC
 * over both and the tenant. So ownership is checked without any look-up; guessing another tenant's
 * id succeeds once in 2^40 tries.
 */
public final class RequestIds {
    private static final String HMAC = "HmacSHA256";
    private static final int MOST_CONVERSATIONS = 50_000;
    private static final int TAG_BITS = 40;
    private static final long TAG_MASK = (1L << TAG_BITS) - 1;
    private static final int HIGH_RANDOM_BITS = 12;
    private static final int LOW_RANDOM_BITS = 22;

    private final SecretKeySpec idKey;
    private final SubjectKeys subjects;
    private final SecretKeySpec conversationKey;
    private final Map<String, String> conversations =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
                    return size() > MOST_CONVERSATIONS;
                }
            };
    private final InstantSource clock;
    private final ThreadLocal<Mac> macs;
    private final ThreadLocal<SecureRandom> randoms = ThreadLocal.withInitial(SecureRandom::new);

    /**
     * Ids signed with a secret.
     *
     * @param secret at least 32 bytes, shared by gateways that honour each other's ids
     */
    public RequestIds(byte[] secret, InstantSource clock) {
        this(secret, SubjectKeys.derived(secret), clock);
    }

    /** The same with keys of their own for subjects. */
    public RequestIds(byte[] secret, SubjectKeys subjects, InstantSource clock) {
        if (secret.length < 32) {
            throw new IllegalArgumentException(
                    "signing key is too short: expected at least 32 bytes, got " + secret.length);
        }
        this.clock = clock;
        this.macs = ThreadLocal.withInitial(RequestIds::newMac);
        this.idKey = new SecretKeySpec(derive(secret, "request-id"), HMAC);
        this.conversationKey = new SecretKeySpec(derive(secret, "conversation"), HMAC);
        this.subjects = subjects;
    }

    /** A new id of {@code tenant}. */
    public UUID mint(String tenant) {
        SecureRandom random = randoms.get();
        long high = clock.millis() << 16 | 0x7000L | random.nextInt(1 << HIGH_RANDOM_BITS);
        long nonce = (long) random.nextInt(1 << LOW_RANDOM_BITS) << TAG_BITS;
        long head = 0x8000_0000_0000_0000L | nonce;
        return new UUID(high, head | tag(tenant, high, head));
    }

    /** An id of an event: a UUIDv7 that belongs to nobody. */
    public UUID mintEvent() {
        return mint("");
    }

    /**
     * Checks that {@code id} is one of {@code tenant}'s.
     *
     * @throws dev.strata.gateway.error.GatewayException where it is no id of a request, or another
     *     tenant's
     */
    public UUID requireOwned(String tenant, String id) {
        UUID uuid = parse(id);
        long low = uuid.getLeastSignificantBits();
        long head = low & ~TAG_MASK;
        long expected = tag(tenant, uuid.getMostSignificantBits(), head);
        // One comparison of two longs: nothing to learn from how long it takes.
        if ((low & TAG_MASK) != expected) {
            throw Failure.of(
                            ErrorReason.PERMISSION_DENIED,
                            "request '%s' is not yours: expected the id of a request of tenant '%s';"
                                            .formatted(uuid, tenant)
                                    + " use the id that x-strata-request-id gave")
                    .exception();
        }
        return uuid;
    }

    private static UUID parse(String id) {
        try {
            UUID uuid = UUID.fromString(id);
            if (uuid.version() == 7 && uuid.variant() == 2 && id.length() == 36) {
                return uuid;
            }
        } catch (IllegalArgumentException _) {
            // Told below.
        }
        throw Failure.field(
                        "request_id",
                        "request_id is not a request's id: expected a UUIDv7, got %d characters; use"
                                        .formatted(id.length())
                                + " the id that x-strata-request-id gave")
                .exception();
    }

    /** The keys that make subjects' pseudonyms. */
    public SubjectKeys subjects() {
        return subjects;
    }

    /** A pseudonym of a conversation of {@code tenant}, hex; empty where it has no name. */
    public Optional<String> conversation(String tenant, String name) {
        if (name.isEmpty()) {
            return Optional.empty();
        }
        byte[] digest =
                hmac(conversationKey, (tenant + "\0" + name).getBytes(StandardCharsets.UTF_8));
        return Optional.of(HexFormat.of().formatHex(Arrays.copyOf(digest, 16)));
    }

    /** Remembers to which conversation a request belongs, for a while. */
    void remember(String requestId, String conversation) {
        if (!requestId.equals(conversation)) {
            synchronized (conversations) {
                conversations.put(requestId, conversation);
            }
        }
    }

    /** The conversation that a request was last known to belong to, else its own id. */
    public String conversationOf(String requestId) {
        synchronized (conversations) {
            return conversations.getOrDefault(requestId, requestId);
        }
    }

    private long tag(String tenant, long high, long head) {
        byte[] name = tenant.getBytes(StandardCharsets.UTF_8);
        byte[] bytes =
                ByteBuffer.allocate(16 + name.length).putLong(high).putLong(head).put(name).array();
        return ByteBuffer.wrap(hmac(idKey, bytes)).getLong() & TAG_MASK;
    }

    private byte[] derive(byte[] secret, String purpose) {
        return hmac(new SecretKeySpec(secret, HMAC), purpose.getBytes(StandardCharsets.UTF_8));
    }

    private byte[] hmac(SecretKeySpec key, byte[] message) {
        try {
            Mac mac = macs.get();
            mac.init(key);
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java refuses an HMAC key", e);
        }
    }

    private static Mac newMac() {
        try {
            return Mac.getInstance(HMAC);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + HMAC, e);
        }
    }
}
