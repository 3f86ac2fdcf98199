package dev.strata.router.conversation;

import java.util.Optional;

/** Where floors are kept, by an opaque key. Implementations are thread-safe. */
public interface FloorStore {

    /** Whether the conversation behind {@code key} was private; empty where it is not known. */
    Optional<Boolean> find(String key);

    /** Remembers it. A private conversation stays private whatever comes later. */
    void put(String key, boolean isPrivate);
}
