package dev.strata.router.conversation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Keeps the most recently used floors in memory, a bounded number. Thread-safe. */
public final class MemoryFloorStore implements FloorStore {
    private static final int USUAL = 100_000;
    private static final CompletableFuture<Boolean> DONE = CompletableFuture.completedFuture(true);

    private final Map<String, Floor> floors;

    /** An empty store of the usual size: 100,000 turns. */
    public MemoryFloorStore() {
        this(USUAL);
    }

    /**
     * An empty store.
     *
     * @param capacity most floors kept; the one used longest ago goes first
     */
    public MemoryFloorStore(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException(
                    "floor store's capacity is out of range: expected at least 1, got %d; raise it"
                            .formatted(capacity));
        }
        floors = new Bounded(capacity);
    }

    @Override
    public Optional<Floor> find(String key) {
        synchronized (floors) {
            return Optional.ofNullable(floors.get(key));
        }
    }

    @Override
    public void put(String tenant, String key, Floor floor) {
        synchronized (floors) {
            floors.merge(key, floor, Floor::with);
        }
    }

    /** Nobody else knows anything. */
    @Override
    public CompletableFuture<Boolean> fetch(String tenant, Supplier<List<String>> keys) {
        return DONE;
    }

    private static final class Bounded extends LinkedHashMap<String, Floor> {
        private static final long serialVersionUID = 1L;
        private final int capacity;

        Bounded(int capacity) {
            super(64, .75f, true);
            this.capacity = capacity;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Floor> eldest) {
            return size() > capacity;
        }
    }
}
