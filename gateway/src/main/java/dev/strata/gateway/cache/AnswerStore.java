package dev.strata.gateway.cache;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Answers by key, bounded in bytes and in age; the least used go first. Thread-safe. */
final class AnswerStore {
    /** An answer that takes more than this share of all bytes is not kept. */
    private static final int LARGEST_SHARE = 8;

    private final long maxBytes;
    private final long maxAgeNanos;
    private final LongSupplier nanoClock;
    private final Erased erased;

    @GuardedBy("this")
    private final Map<AnswerKey, Kept> answers = new LinkedHashMap<>(64, .75f, true);

    @GuardedBy("this")
    private long bytes;

    private record Kept(StoredAnswer answer, long bytes, long since) {}

    AnswerStore(long maxBytes, Duration maxAge, LongSupplier nanoClock, Erased erased) {
        this.erased = erased;
        this.maxBytes = maxBytes;
        this.maxAgeNanos = maxAge.toNanos();
        this.nanoClock = nanoClock;
    }

    synchronized Optional<StoredAnswer> get(AnswerKey key) {
        Kept kept = answers.get(key);
        if (kept == null) {
            return Optional.empty();
        }
        if (nanoClock.getAsLong() - kept.since() >= maxAgeNanos) {
            drop(key);
            return Optional.empty();
        }
        return Optional.of(kept.answer());
    }

    /**
     * Keeps an answer.
     *
     * @param receivedNanos when its request came, of the monotonic clock; looked at under the lock
     *     that {@link #forget} takes after the tenant is marked as erased
     */
    synchronized void put(AnswerKey key, StoredAnswer answer, long receivedNanos) {
        if (erased.holds(key.tenant(), receivedNanos)) {
            return;
        }
        drop(key);
        long size = answer.bytes();
        if (size > maxBytes / LARGEST_SHARE) {
            return;
        }
        answers.put(key, new Kept(answer, size, nanoClock.getAsLong()));
        bytes += size;
        Iterator<Kept> oldest = answers.values().iterator();
        while (bytes > maxBytes && oldest.hasNext()) {
            bytes -= oldest.next().bytes();
            oldest.remove();
        }
    }

    /** Drops all that is a tenant's. */
    synchronized void forget(String tenant) {
        drop((key, _) -> key.tenant().equals(tenant));
    }

    /** Drops what is too old, though nobody asks for it. */
    synchronized void sweep() {
        long now = nanoClock.getAsLong();
        drop((_, kept) -> now - kept.since() >= maxAgeNanos);
    }

    @GuardedBy("this")
    private void drop(BiPredicate<AnswerKey, Kept> which) {
        var all = answers.entrySet().iterator();
        while (all.hasNext()) {
            var entry = all.next();
            if (which.test(entry.getKey(), entry.getValue())) {
                bytes -= entry.getValue().bytes();
                all.remove();
            }
        }
    }

    synchronized long bytes() {
        return bytes;
    }

    @GuardedBy("this")
    private void drop(AnswerKey key) {
        @Nullable Kept kept = answers.remove(key);
        if (kept != null) {
            bytes -= kept.bytes();
        }
    }
}
