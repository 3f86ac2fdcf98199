package dev.strata.router.conversation;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Keeps the most recently used floors in memory, a bounded number. Thread-safe. */
public final class MemoryFloorStore implements FloorStore {
    private final Map<String, Floor> floors;

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
    public void put(String key, Floor floor) {
        synchronized (floors) {
            floors.merge(key, floor, Floor::with);
        }
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
