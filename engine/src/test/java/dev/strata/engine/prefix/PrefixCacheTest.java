package dev.strata.engine.prefix;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.engine.TokenIds;
import dev.strata.engine.kv.KvBlocks;
import dev.strata.engine.kv.KvShape;
import dev.strata.engine.kv.KvSlabs;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PrefixCacheTest {
    private static final KvShape SHAPE = new KvShape(2, 2, 16);
    private static final long BLOCK = SHAPE.bytesPerToken() * KvBlocks.TOKENS;
    private static final int CONTEXT = 256;
    private static final PrefixKey KEY = new PrefixKey("a", "sha", "", "exact");

    private final KvSlabs slabs = KvSlabs.reserve(SHAPE, 2, CONTEXT);

    @AfterEach
    void free() {
        slabs.close();
    }

    @Test
    void load_ofWhatWasStored_copiesItsKeysAndValues() {
        try (PrefixCache cache = cache(100)) {
            TokenIds ids = ids(1, 40);
            store(cache, KEY, ids);

            assertEquals(32, load(cache, KEY, ids, 40));
            assertEquals(20, load(cache, KEY, ids, 20));
            assertEquals(2 * BLOCK, cache.residentBytes());
        }
    }

    @Test
    void load_ofAPromptThatGoesItsOwnWay_copiesUpToThere() {
        try (PrefixCache cache = cache(100)) {
            store(cache, KEY, ids(1, 64));
            TokenIds other = ids(1, 23).concat(TokenIds.of(7_777)).concat(ids(1, 30));

            assertEquals(23, load(cache, KEY, other, other.size()));
            assertEquals(0, load(cache, KEY, TokenIds.of(7_777).concat(ids(1, 63)), 64));
        }
    }

    @Test
    void load_underAnythingElse_findsNothing() {
        try (PrefixCache cache = cache(100)) {
            TokenIds ids = ids(1, 64);
            store(cache, KEY, ids);

            for (PrefixKey other :
                    List.of(
                            new PrefixKey("b", "sha", "", "exact"),
                            new PrefixKey("a", "other", "", "exact"),
                            new PrefixKey("a", "sha", "lora", "exact"),
                            new PrefixKey("a", "sha", "", "fast"))) {
                assertEquals(0, load(cache, other, ids, 64), other.toString());
            }
        }
    }

    @Test
    void store_overTheBudget_forgetsWhatWasUsedLongestAgo() {
        try (PrefixCache cache = cache(4)) {
            store(cache, KEY, ids(1, 32));
            store(cache, KEY, ids(2, 32));
            load(cache, KEY, ids(1, 32), 32);

            store(cache, KEY, ids(3, 16));

            assertEquals(32, load(cache, KEY, ids(1, 32), 32));
            assertEquals(16, load(cache, KEY, ids(2, 32), 32), "its end went, its beginning not");
            assertEquals(16, load(cache, KEY, ids(3, 16), 16));
        }
    }

    @Test
    void store_ofMoreThanTheBudgetHolds_keepsTheBeginning() {
        try (PrefixCache cache = cache(3)) {
            store(cache, KEY, ids(9, 32));
            store(cache, KEY, ids(1, 128));

            assertEquals(48, load(cache, KEY, ids(1, 128), 128));
            assertEquals(3 * BLOCK, cache.residentBytes());
        }
    }

    @Test
    void evict_toNothing_givesAllMemoryBack() {
        try (PrefixCache cache = cache(100)) {
            store(cache, KEY, ids(1, 64));
            store(cache, new PrefixKey("b", "sha", "", "exact"), ids(2, 64));

            cache.evict(0);

            assertEquals(0, cache.residentBytes());
            assertEquals(0, load(cache, KEY, ids(1, 64), 64));
            store(cache, KEY, ids(1, 64));
            assertEquals(64, load(cache, KEY, ids(1, 64), 64));
        }
    }

    /** Random tenants, prompts that share beginnings, and budgets that come and go. */
    @Test
    void load_afterAnything_isRightAndAsLongAsWhatIsKept() {
        for (int seed = 0; seed < 20; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            boolean roomy = seed % 2 == 0;
            try (PrefixCache cache = cache(roomy ? 10_000 : 12)) {
                List<List<TokenIds>> stored = List.of(new ArrayList<>(), new ArrayList<>());
                for (int step = 0; step < 200; step++) {
                    int tenant = random.nextInt(2);
                    PrefixKey key = new PrefixKey("tenant" + tenant, "sha", "", "exact");
                    TokenIds ids = branch(random);
                    if (random.nextBoolean()) {
                        store(cache, key, ids);
                        stored.get(tenant).add(ids);
                    } else {
                        int limit = random.nextInt(ids.size() + 1);
                        int found = load(cache, key, ids, limit);
                        int kept = longest(stored.get(tenant), ids, limit);
                        assertTrue(roomy ? found == kept : found <= kept, found + " of " + kept);
                    }
                    if (!roomy && random.nextInt(20) == 0) {
                        cache.evict(random.nextInt(12) * BLOCK);
                    }
                    assertTrue(cache.residentBytes() <= cache.budgetBytes());
                }
            }
        }
    }

    private static TokenIds branch(SplittableRandom random) {
        int[] ids = new int[1 + random.nextInt(100)];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = random.nextInt(i % 10 == 9 ? 2 : 1); // few ways to go, so that many meet
        }
        return TokenIds.of(ids);
    }

    private static int longest(List<TokenIds> stored, TokenIds ids, int limit) {
        int longest = 0;
        for (TokenIds other : stored) {
            int whole = other.size() / KvBlocks.TOKENS * KvBlocks.TOKENS;
            int most = Math.min(Math.min(whole, ids.size()), limit);
            int shared = 0;
            while (shared < most && other.at(shared) == ids.at(shared)) {
                shared++;
            }
            longest = Math.max(longest, shared);
        }
        return longest;
    }

    private PrefixCache cache(int blocks) {
        return PrefixCache.reserve(slabs, blocks * BLOCK);
    }

    private static TokenIds ids(int seed, int count) {
        return TokenIds.of(IntStream.range(0, count).map(i -> seed * 1_000 + i).toArray());
    }

    /** Writes what a model would, which depends on everything before, and caches it. */
    private void store(PrefixCache cache, PrefixKey key, TokenIds ids) {
        slabs.touch(0, ids.size());
        each(key, ids, ids.size(), 0, true);
        cache.store(key, ids, 0, Long.MAX_VALUE);
        slabs.free(0);
    }

    private int load(PrefixCache cache, PrefixKey key, TokenIds ids, int limit) {
        int found = cache.load(key, ids, limit, 1);
        each(key, ids, found, 1, false);
        assertEquals(SHAPE.residentBytes(found), slabs.residentBytes());
        slabs.free(1);
        return found;
    }

    private void each(PrefixKey key, TokenIds ids, int tokens, int slot, boolean write) {
        for (int layer = 0; layer < SHAPE.layers(); layer++) {
            for (int head = 0; head < SHAPE.heads(); head++) {
                int before = key.hashCode() + 31 * layer + 17 * head;
                for (int at = 0; at < tokens; at++) {
                    before = 31 * before + ids.at(at);
                    long index = ((long) head * slabs.capacity() + at) * SHAPE.headDimension() + 3;
                    var keys = slabs.keys(layer, slot);
                    var values = slabs.values(layer, slot);
                    if (write) {
                        keys.setAtIndex(JAVA_FLOAT, index, before);
                        values.setAtIndex(JAVA_FLOAT, index, -before);
                    } else {
                        assertEquals((float) before, keys.getAtIndex(JAVA_FLOAT, index));
                        assertEquals((float) -before, values.getAtIndex(JAVA_FLOAT, index));
                    }
                }
            }
        }
    }
}
