package dev.strata.seal;

import java.nio.charset.StandardCharsets;

/**
 * Where a sealed content belongs. It is authenticated, so that a content moved to another event or
 * another place of the same event does not unseal.
 *
 * @param eventId the event's id
 * @param place {@code input}, or {@code attempt/0} and so on for the answers
 */
public record SealContext(String eventId, String place) {
    /** The request's own messages. */
    public static SealContext input(String eventId) {
        return new SealContext(eventId, "input");
    }

    /** The answer of the attempt at {@code index}, from 0. */
    public static SealContext attempt(String eventId, int index) {
        return new SealContext(eventId, "attempt/" + index);
    }

    byte[] bytes() {
        return (eventId.length() + ":" + eventId + place).getBytes(StandardCharsets.UTF_8);
    }
}
