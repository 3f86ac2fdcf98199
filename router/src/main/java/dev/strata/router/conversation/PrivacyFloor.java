package dev.strata.router.conversation;

import static java.util.Objects.requireNonNull;

import dev.strata.router.ConversationFloor;
import dev.strata.router.Message;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Remembers which conversations were private. Thread-safe, given a thread-safe store.
 *
 * <p>Use: {@link #of} before routing; {@link #remember} with the route's data class after it, and
 * again with the answer appended. A conversation is known by its messages: each prefix has a key, a
 * keyed hash chained over tenant, roles and contents, from which nothing can be read back.
 */
public final class PrivacyFloor {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int SHORTEST_KEY = 32;
    private static final String TOKEN_PREFIX = "sp1.";

    private final FloorStore store;
    private final ThreadLocal<Mac> macs;

    private PrivacyFloor(FloorStore store, SecretKeySpec key) {
        this.store = store;
        this.macs = ThreadLocal.withInitial(() -> mac(key));
    }

    /**
     * A floor that keeps what it knows in {@code store} and signs tokens with {@code key}.
     *
     * @param key at least 32 random bytes; shared by gateways that honour each other's tokens
     */
    public static PrivacyFloor of(FloorStore store, byte[] key) {
        requireNonNull(store, "store is null");
        if (key.length < SHORTEST_KEY) {
            throw new IllegalArgumentException(
                    "privacy floor's key is too short: expected at least %d bytes, got %d; make a longer one"
                            .formatted(SHORTEST_KEY, key.length));
        }
        return new PrivacyFloor(store, new SecretKeySpec(key, ALGORITHM));
    }

    /**
     * What is known of the conversation that {@code messages} continue.
     *
     * @param token of an earlier answer; empty for none. It can only raise: one that is forged,
     *     damaged or another tenant's counts as {@link ConversationFloor#PRIVATE} too
     */
    public ConversationFloor of(String tenant, List<Message> messages, String token) {
        if (!token.isEmpty()) {
            return ConversationFloor.PRIVATE;
        }
        boolean isKnown = messages.stream().noneMatch(m -> m.role() == Message.Role.ASSISTANT);
        for (String prefix : prefixes(tenant, messages)) {
            Optional<Boolean> floor = store.find(prefix);
            if (floor.orElse(false)) {
                return ConversationFloor.PRIVATE;
            }
            isKnown |= floor.isPresent();
        }
        return isKnown ? ConversationFloor.OPEN : ConversationFloor.UNKNOWN;
    }

    /**
     * Remembers how the conversation so far was classified.
     *
     * @param isPrivate the route's data class is private
     * @return the token to give to the client; empty where the conversation is not private
     */
    public String remember(String tenant, List<Message> messages, boolean isPrivate) {
        List<String> prefixes = prefixes(tenant, messages);
        if (!prefixes.isEmpty()) {
            store.put(prefixes.getLast(), isPrivate);
        }
        return isPrivate ? token(tenant) : "";
    }

    /** True for a token that this floor gave to this tenant; for diagnosis only. */
    public boolean isGenuine(String tenant, String token) {
        return MessageDigest.isEqual(
                token(tenant).getBytes(StandardCharsets.UTF_8),
                token.getBytes(StandardCharsets.UTF_8));
    }

    private String token(String tenant) {
        Mac mac = macs.get();
        add(mac, "token");
        add(mac, tenant);
        return TOKEN_PREFIX + encode(mac.doFinal());
    }

    private List<String> prefixes(String tenant, List<Message> messages) {
        List<String> prefixes = new ArrayList<>(messages.size());
        Mac mac = macs.get();
        String chained = tenant;
        for (Message message : messages) {
            add(mac, "prefix");
            add(mac, chained);
            add(mac, message.role().name());
            add(mac, message.content());
            chained = encode(mac.doFinal());
            prefixes.add(chained);
        }
        return prefixes;
    }

    /** Adds a part with its length, so that no two lists of parts look alike. */
    private static void add(Mac mac, String part) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        mac.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
        mac.update(bytes);
    }

    /** Looking one up costs more than using it; after each use it is as new. */
    private static Mac mac(SecretKeySpec key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(ALGORITHM + " is missing from this JDK", e);
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
