package dev.strata.router.conversation;

import java.util.Optional;

/** Where floors are kept, by an opaque key. Implementations are thread-safe. */
public interface FloorStore {

    /** The floor of the conversation behind {@code key}; empty where it is not known. */
    Optional<Floor> find(String key);

    /** Remembers it. What is there already can only rise. */
    void put(String key, Floor floor);
}
