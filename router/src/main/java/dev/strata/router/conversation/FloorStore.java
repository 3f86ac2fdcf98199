package dev.strata.router.conversation;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Where floors are kept, by opaque keys. Implementations are thread-safe and never block. */
public interface FloorStore {

    /** The floor of the conversation behind {@code key}, as far as it is known here. */
    Optional<Floor> find(String key);

    /**
     * Remembers it, here at once. What is there already can only rise.
     *
     * @param tenant whose conversation it is
     */
    void put(String tenant, String key, Floor floor);

    /**
     * Brings here what others know under these keys, where anything is shared.
     *
     * @param keys of one conversation, the shortest prefix first
     * @return done, and never failed, when {@link #find} knows it or it cannot be had; then false
     */
    CompletableFuture<Boolean> fetch(String tenant, Supplier<List<String>> keys);
}
