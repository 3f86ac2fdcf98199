package dev.strata.router.conversation;

import dev.strata.router.ConversationFloor;
import dev.strata.router.Message;
import java.util.List;

/**
 * Remembers which conversations were private. Thread-safe.
 *
 * <p>Use: {@link #of} before routing; {@link #remember} with the route's data class after it and
 * again with the answer appended, and give its token to the client.
 */
public final class PrivacyFloor {
    private PrivacyFloor() {}

    /**
     * A floor that keeps what it knows in {@code store} and signs tokens with {@code key}.
     *
     * @param key at least 32 random bytes; shared by gateways that honour each other's tokens
     */
    public static PrivacyFloor of(FloorStore store, byte[] key) {
        throw new UnsupportedOperationException("the next commit brings the floor");
    }

    /**
     * What is known of the conversation that {@code messages} continue.
     *
     * @param token of an earlier answer; empty for none. It can only raise: one that is forged,
     *     damaged or another tenant's counts as {@link ConversationFloor#PRIVATE}
     */
    public ConversationFloor of(String tenant, List<Message> messages, String token) {
        throw new UnsupportedOperationException("the next commit brings the floor");
    }

    /**
     * Remembers how the conversation so far was classified, and gives the token to return.
     *
     * @param isPrivate the route's data class is private
     */
    public String remember(String tenant, List<Message> messages, boolean isPrivate) {
        throw new UnsupportedOperationException("the next commit brings the floor");
    }
}
