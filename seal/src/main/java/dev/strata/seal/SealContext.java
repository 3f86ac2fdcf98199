package dev.strata.seal;

import java.nio.charset.StandardCharsets;

/**
 * Where a sealed content belongs. It is authenticated, so that a content moved to another event or
 * another place of the same event does not unseal.
 *
 * @param eventId the event's id
 * @param place {@code input}, {@code attempt/0} and so on for the answers, {@code labels}; of a
 *     judgement {@code correction} or {@code preference}
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

    /** What the caller called things. */
    public static SealContext labels(String eventId) {
        return new SealContext(eventId, "labels");
    }

    /** The answer as it should have been, of a judgement. */
    public static SealContext correction(String eventId) {
        return new SealContext(eventId, "correction");
    }

    /** The two answers of a judgement. */
    public static SealContext preference(String eventId) {
        return new SealContext(eventId, "preference");
    }

    byte[] bytes() {
        return (eventId.length() + ":" + eventId + place).getBytes(StandardCharsets.UTF_8);
    }
}
