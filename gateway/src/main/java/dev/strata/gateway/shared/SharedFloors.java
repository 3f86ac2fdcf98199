package dev.strata.gateway.shared;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.strata.router.conversation.Floor;
import dev.strata.router.conversation.FloorStore;
import dev.strata.router.conversation.MemoryFloorStore;
import dev.strata.router.conversation.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * What conversations needed, known to all gateways of a store: each keeps what it knows in memory,
 * tells the store of it, and fetches what others know before it routes a follow-up. While the store
 * is away a gateway knows its own turns, and what clients' tokens carry; what it could not tell is
 * told when the store is back. Thread-safe; never blocks.
 */
final class SharedFloors implements FloorStore {
    /** Prefixes asked for at most, the longest: each holds what those before it held. */
    private static final int LONGEST = 64;

    /** Turns that wait to be told at most; the oldest goes first. */
    private static final int WAITING = 10_000;

    /** Numbers that the store has of a floor: known, private, rank, and its topic. */
    private static final int NUMBERS = 11;

    private final RedisStore store;
    private final Duration kept;
    private final MemoryFloorStore local = new MemoryFloorStore();

    @GuardedBy("waiting")
    private final LinkedHashMap<Turn, Floor> waiting = new LinkedHashMap<>();

    private record Turn(String tenant, String key) {}

    /**
     * Floors over a store.
     *
     * @param kept how long a conversation is remembered that nobody goes on with
     */
    SharedFloors(RedisStore store, Duration kept) {
        this.store = store;
        this.kept = kept;
    }

    @Override
    public Optional<Floor> find(String key) {
        return local.find(key);
    }

    @Override
    public void put(String tenant, String key, Floor floor) {
        local.put(tenant, key, floor);
        tell(new Turn(tenant, key), floor);
    }

    @Override
    public CompletableFuture<Boolean> fetch(String tenant, Supplier<List<String>> keys) {
        List<String> all = keys.get();
        if (all.isEmpty() || !store.isUp()) {
            return CompletableFuture.completedFuture(all.isEmpty());
        }
        List<String> asked = all.subList(Math.max(0, all.size() - LONGEST), all.size());
        return store.run(
                        Script.FLOORS,
                        asked.stream().map(key -> name(new Turn(tenant, key))).toList(),
                        List.of(seconds()))
                .handle((told, error) -> {
                    // Without an answer nothing is known: the conversation is not taken for open.
                    boolean isTold = error == null && told.size() == NUMBERS * asked.size();
                    if (isTold) {
                        take(tenant, asked, told);
                    }
                    return isTold;
                });
    }

    private void take(String tenant, List<String> keys, List<Long> told) {
        for (int i = 0; i < keys.size(); i++) {
            List<Long> one = told.subList(i * NUMBERS, (i + 1) * NUMBERS);
            if (one.getFirst() == 1) {
                local.put(tenant, keys.get(i), floor(one.subList(1, NUMBERS)));
            }
        }
    }

    /** Tells what waits; called at an interval. */
    void flush() {
        Map<Turn, Floor> all;
        synchronized (waiting) {
            if (!store.isUp() || waiting.isEmpty()) {
                return;
            }
            all = new LinkedHashMap<>(waiting);
            waiting.clear();
        }
        all.forEach(this::tell);
    }

    /** True where the store has all that is known here. */
    boolean isTold() {
        synchronized (waiting) {
            return waiting.isEmpty();
        }
    }

    private void tell(Turn turn, Floor floor) {
        if (!store.isUp()) {
            keep(turn, floor);
            return;
        }
        var _ =
                store.run(Script.RAISE, List.of(name(turn)), numbers(floor))
                        .whenComplete((_, error) -> {
                            if (error != null) {
                                keep(turn, floor);
                            }
                        });
    }

    private void keep(Turn turn, Floor floor) {
        synchronized (waiting) {
            waiting.merge(turn, floor, Floor::with);
            if (waiting.size() > WAITING) {
                waiting.pollFirstEntry();
            }
        }
    }

    private String name(Turn turn) {
        return store.key(turn.tenant(), "floor:" + turn.key());
    }

    private String seconds() {
        return Long.toString(kept.toSeconds());
    }

    private List<String> numbers(Floor floor) {
        List<String> numbers = new ArrayList<>();
        numbers.add(seconds());
        numbers.add(floor.isPrivate() ? "1" : "0");
        numbers.add(Integer.toString(floor.rank()));
        Topic topic = floor.topic();
        for (long part : new long[] {topic.a(), topic.b(), topic.c(), topic.d()}) {
            numbers.add(Long.toString(part >>> 32));
            numbers.add(Long.toString(part & 0xFFFF_FFFFL));
        }
        return numbers;
    }

    private static Floor floor(List<Long> numbers) {
        return new Floor(
                numbers.get(0) == 1,
                Math.max(1, Math.toIntExact(numbers.get(1))),
                new Topic(part(numbers, 2), part(numbers, 4), part(numbers, 6), part(numbers, 8)));
    }

    private static long part(List<Long> numbers, int at) {
        return numbers.get(at) << 32 | (numbers.get(at + 1) & 0xFFFF_FFFFL);
    }
}
