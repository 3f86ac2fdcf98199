package dev.strata.gateway.chat;

import dev.strata.gateway.error.ErrorReason;

/** A request under way, as its face holds it. Thread-safe. */
public interface RunningChat {
    /**
     * The client is gone: every tier stops decoding at once.
     *
     * @param reason {@link ErrorReason#CLIENT_GONE} or {@link ErrorReason#CLIENT_TOO_SLOW}
     */
    void abandon(ErrorReason reason);
}
