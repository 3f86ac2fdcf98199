package dev.strata.gateway.cache;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Which requests mean the same: vectors of their last messages, apart for all else that may change
 * an answer. It holds keys; the answers lie in the {@link AnswerStore}. Thread-safe.
 */
final class SemanticIndex {
    /** Most partitions; a vector takes 1.5 KB, and a partition 256 of them by default. */
    private static final int PARTITIONS = 512;

    private final double threshold;
    private final long maxAgeNanos;
    private final int most;
    private final LongSupplier nanoClock;
    private final Erased erased;

    @GuardedBy("this")
    private final Map<AnswerKey, Deque<Meaning>> partitions =
            new LinkedHashMap<>(16, .75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<AnswerKey, Deque<Meaning>> eldest) {
                    return size() > PARTITIONS;
                }
            };

    @SuppressWarnings("ArrayRecordComponent") // Written once, compared by its numbers alone.
    private record Meaning(float[] vector, AnswerKey key, long since) {}

    SemanticIndex(CacheSettings.Semantic settings, LongSupplier nanoClock, Erased erased) {
        this.threshold = settings.threshold();
        this.maxAgeNanos = settings.maxAge().toNanos();
        this.most = settings.mostCompared();
        this.nanoClock = nanoClock;
        this.erased = erased;
    }

    /**
     * The key of the likest request; empty where none is like enough.
     *
     * @param partition all that may change an answer but the last message
     */
    synchronized Optional<AnswerKey> find(AnswerKey partition, float[] vector) {
        Deque<Meaning> meanings = partitions.get(partition);
        if (meanings == null) {
            return Optional.empty();
        }
        long now = nanoClock.getAsLong();
        meanings.removeIf(meaning -> now - meaning.since() >= maxAgeNanos);
        double best = threshold;
        Optional<AnswerKey> likest = Optional.empty();
        for (Meaning meaning : meanings) {
            double cosine = dot(meaning.vector(), vector);
            if (cosine >= best) {
                best = cosine;
                likest = Optional.of(meaning.key());
            }
        }
        return likest;
    }

    /**
     * Keeps the meaning of a request.
     *
     * @param receivedNanos when it came, of the monotonic clock; looked at under the lock that
     *     {@link #forget} takes after the tenant is marked as erased
     */
    synchronized void put(AnswerKey partition, float[] vector, AnswerKey key, long receivedNanos) {
        if (erased.holds(partition.tenant(), receivedNanos)) {
            return;
        }
        Deque<Meaning> meanings = partitions.computeIfAbsent(partition, _ -> new ArrayDeque<>());
        meanings.addFirst(new Meaning(vector, key, nanoClock.getAsLong()));
        if (meanings.size() > most) {
            meanings.removeLast();
        }
    }

    synchronized void forget(String tenant) {
        partitions.keySet().removeIf(partition -> partition.tenant().equals(tenant));
    }

    /** Of vectors of length 1: their cosine. */
    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
