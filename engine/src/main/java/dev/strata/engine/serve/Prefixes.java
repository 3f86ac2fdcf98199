package dev.strata.engine.serve;

import dev.strata.engine.kv.KvSlabs;
import dev.strata.engine.prefix.PrefixCache;

/**
 * What a model's requests take from the prefix cache, and leave in it.
 *
 * <p>Owned by the engine thread.
 */
final class Prefixes implements AutoCloseable {
    private final KvPlan plan;
    private final KvSlabs kv;
    private final PrefixCache cache;
    private long searchedTokens;
    private long foundTokens;

    Prefixes(KvPlan plan, KvSlabs kv) {
        this.plan = plan;
        this.kv = kv;
        this.cache = PrefixCache.reserve(kv, plan.prefixBytes());
    }

    /** Takes the beginning of a request that has not been computed. */
    void search(Held held) {
        if (held.searched) {
            return;
        }
        held.searched = true;
        if (plan.prefixBytes() > 0) {
            held.job
                    .prefixKey()
                    .ifPresent(key -> {
                        Sequence sequence = held.job.sequence();
                        int limit = sequence.firstRow();
                        int found = cache.load(key, sequence.known(), limit, held.slot);
                        sequence.startAt(found);
                        held.job.found(found);
                        searchedTokens += limit;
                        foundTokens += found;
                    });
        }
    }

    /** Keeps a prompt once it is computed, and prompt and answer at the end. */
    void keep(Held held) {
        Sequence sequence = held.job.sequence();
        boolean prompt = !held.kept && sequence.pending() <= 1;
        if (plan.prefixBytes() > 0 && (prompt || held.job.done())) {
            held.kept = true;
            long room = plan.budgetBytes() - kv.residentBytes();
            held.job
                    .prefixKey()
                    .ifPresent(key -> cache.store(key, sequence.held(), held.slot, room));
        }
    }

    /** Forgets what was used longest ago until at most {@code bytes} are cached. */
    void evict(long bytes) {
        cache.evict(bytes);
    }

    long residentBytes() {
        return cache.residentBytes();
    }

    /** Tokens looked for so far. */
    long searchedTokens() {
        return searchedTokens;
    }

    /** Of these, tokens found. */
    long foundTokens() {
        return foundTokens;
    }

    @Override
    public void close() {
        cache.close();
    }
}
