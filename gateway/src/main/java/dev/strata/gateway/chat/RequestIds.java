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
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
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
    private static final int UUID_LENGTH = 36;

    /** No tenant's id ends like this. */
    private static final String ERASURE = "\0erasure";

    private static final Set<String> ANSWER_PREFIXES =
            Set.of("chatcmpl-", "cmpl-", "resp_", "msg_");

    private final SecretKeySpec idKey;
    private final Supplier<SubjectKeys> subjects;
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
        this(secret, alone(SubjectKeys.derived(secret)), clock);
    }

    /** The same with keys of their own for subjects. */
    public RequestIds(byte[] secret, Supplier<SubjectKeys> subjects, InstantSource clock) {
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

    private static Supplier<SubjectKeys> alone(SubjectKeys keys) {
        return () -> keys;
    }

    /** A new id of {@code tenant}. */
    public UUID mint(String tenant) {
        return mintOf(tenant);
    }

    /** An id of an erasure that {@code tenant} demands; no request has one like it. */
    public UUID mintErasure(String tenant) {
        return mintOf(tenant + ERASURE);
    }

    private UUID mintOf(String tenant) {
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
     * Checks that {@code id} is one of {@code tenant}'s requests.
     *
     * @param id also as an answer over REST has it, e.g. {@code chatcmpl-<id>}
     * @throws dev.strata.gateway.error.GatewayException where it is no id of a request, or another
     *     tenant's
     */
    public UUID requireOwned(String tenant, String id) {
        UUID uuid = parse("request_id", bare(id), "that x-strata-request-id gave");
        if (!isOf(tenant, uuid)) {
            throw Failure.of(
                            ErrorReason.PERMISSION_DENIED,
                            "request '%s' is not yours: expected the id of a request of tenant '%s';"
                                            .formatted(uuid, tenant)
                                    + " use the id that x-strata-request-id gave")
                    .exception();
        }
        return uuid;
    }

    /**
     * Checks that {@code id} is one of {@code tenant}'s erasures.
     *
     * @throws dev.strata.gateway.error.GatewayException where it is no id, another tenant's, or a
     *     request's
     */
    public UUID requireErasure(String tenant, String id) {
        UUID uuid = parse("erasure_id", id, "that the erasure's demand was answered with");
        if (isOf(tenant + ERASURE, uuid)) {
            return uuid;
        }
        boolean isRequest = isOf(tenant, uuid);
        throw Failure.of(
                        isRequest ? ErrorReason.NOT_FOUND : ErrorReason.PERMISSION_DENIED,
                        "erasure '%s' is %s: expected the id of an erasure of tenant '%s'; use the id that its demand was answered with"
                                .formatted(uuid, isRequest ? "a request" : "not yours", tenant))
                .exception();
    }

    /** One comparison of two longs: nothing to learn from how long it takes. */
    private boolean isOf(String tenant, UUID uuid) {
        long low = uuid.getLeastSignificantBits();
        return (low & TAG_MASK) == tag(tenant, uuid.getMostSignificantBits(), low & ~TAG_MASK);
    }

    /** The request's id in the id of an answer of one of the REST APIs. */
    private static String bare(String id) {
        int begin = id.length() - UUID_LENGTH;
        return begin > 0 && ANSWER_PREFIXES.contains(id.substring(0, begin))
                ? id.substring(begin)
                : id;
    }

    private static UUID parse(String field, String id, String which) {
        try {
            UUID uuid = UUID.fromString(id);
            if (uuid.version() == 7 && uuid.variant() == 2 && id.length() == UUID_LENGTH) {
                return uuid;
            }
        } catch (IllegalArgumentException _) {
            // Told below.
        }
        throw Failure.field(
                        field,
                        "%s is no id: expected a UUIDv7, got %d characters; use the id %s"
                                .formatted(field, id.length(), which))
                .exception();
    }

    /** The keys that make subjects' pseudonyms. */
    public SubjectKeys subjects() {
        return subjects.get();
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
