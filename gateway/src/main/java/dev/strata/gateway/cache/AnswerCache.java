package dev.strata.gateway.cache;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * The answers of this gateway that are given again, and the requests that equal ones wait for.
 * Thread-safe; only {@link #alike} blocks.
 */
public final class AnswerCache {
    private static final Logger LOG = Logger.getLogger(AnswerCache.class);

    /** Most texts whose meaning is computed, or waits for it, at a time. */
    private static final int MOST_MEANINGS = 4;

    private final CacheSettings settings;
    private final Meanings meanings;
    private final Executor executor;
    private final LongSupplier nanoClock;
    private final Erased erased = new Erased();
    private final AnswerStore store;
    private final SemanticIndex index;
    private final Map<AnswerKey, Flight> flights = new ConcurrentHashMap<>();
    private final Map<Found, Counter> found = new EnumMap<>(Found.class);
    private final Semaphore places = new Semaphore(MOST_MEANINGS);

    /** How a request fared. */
    private enum Found {
        /** An equal one had been answered. */
        HIT,
        /** An equal one was running. */
        SHARED,
        /** One that means the same had been answered. */
        ALIKE,
        /** None. */
        MISS
    }

    /** What a request finds. */
    public sealed interface Entry {
        /** An answer. */
        record Hit(StoredAnswer answer) implements Entry {}

        /** Nothing: it runs, and others wait for it. */
        record Lead(Flight flight) implements Entry {}

        /** An equal request that runs; the follower is told of its end. */
        record Joined() implements Entry {}
    }

    /**
     * An empty cache.
     *
     * @param executor runs what those do who waited
     * @param nanoClock monotonic
     */
    public AnswerCache(
            CacheSettings settings,
            Meanings meanings,
            Executor executor,
            MeterRegistry registry,
            LongSupplier nanoClock) {
        this.settings = settings;
        this.meanings = meanings;
        this.executor = executor;
        this.nanoClock = nanoClock;
        this.store = new AnswerStore(settings.maxBytes(), settings.maxAge(), nanoClock, erased);
        this.index = new SemanticIndex(settings.semantic(), nanoClock, erased);
        for (Found how : Found.values()) {
            found.put(
                    how,
                    Counter.builder("strata.cache.requests")
                            .description(
                                    "Requests that might be answered from the cache, by result")
                            .tag("result", how.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        Gauge.builder("strata.cache.bytes", store, AnswerStore::bytes)
                .description("About what the kept answers take in memory")
                .baseUnit("bytes")
                .register(registry);
    }

    /**
     * True where a request of this kind may be answered from the cache and kept in it.
     *
     * @param isPrivate its content may not leave the private zone
     */
    public boolean takes(Caching caching, double temperature, boolean isPrivate) {
        if (!settings.enabled() || caching.mode() == CacheMode.OFF) {
            return false;
        }
        boolean wanted = caching.isAsked() || (settings.greedy() && temperature == 0);
        return wanted && (!isPrivate || settings.zone().equals("private"));
    }

    /** True where a request may be answered by one that means the same. */
    public boolean comparesMeanings(Caching caching) {
        return settings.semantic().enabled() && caching.mode() == CacheMode.SEMANTIC;
    }

    /**
     * Looks for an answer, else for an equal request that runs.
     *
     * @param receivedNanos when the request came, of the monotonic clock
     * @param follower told, on another thread, what became of the request that was joined
     */
    public Entry enter(AnswerKey key, long receivedNanos, Consumer<Landing> follower) {
        while (true) {
            Optional<StoredAnswer> known = store.get(key);
            if (known.isPresent()) {
                count(Found.HIT);
                return new Entry.Hit(known.get());
            }
            Flight mine = new Flight(key, receivedNanos, executor, this::remove);
            Flight other = flights.putIfAbsent(key, mine);
            if (other == null) {
                // It may have been answered since it was looked for.
                Optional<StoredAnswer> late = store.get(key);
                if (late.isEmpty()) {
                    return new Entry.Lead(mine);
                }
                mine.land(new Landing.Answered(late.get()));
            } else if (other.join(follower)) {
                return new Entry.Joined();
            } else {
                remove(other);
            }
        }
    }

    /**
     * A request that runs by itself, though an equal one may run; its answer is kept.
     *
     * @param receivedNanos when it came, of the monotonic clock
     */
    public Flight alone(AnswerKey key, long receivedNanos) {
        return new Flight(key, receivedNanos, executor, this::remove);
    }

    private void remove(Flight flight) {
        flights.remove(flight.key(), flight);
    }

    /** Counts a request that got the answer of one that it waited for. */
    public void countShared() {
        count(Found.SHARED);
    }

    /** Counts a request that a tier has to answer. */
    public void countMiss() {
        count(Found.MISS);
    }

    private void count(Found how) {
        Counter counter = found.get(how);
        if (counter != null) {
            counter.increment();
        }
    }

    /** Ends a flight with its answer, which is kept unless its tenant's were forgotten since. */
    public void answered(Flight flight, StoredAnswer answer) {
        store.put(flight.key(), answer, flight.receivedNanos());
        flight.land(new Landing.Answered(answer));
    }

    /**
     * Ends a flight without an answer.
     *
     * @param abandoned its own client is the reason
     */
    public void failed(Flight flight, boolean abandoned) {
        flight.land(abandoned ? new Landing.Abandoned() : new Landing.Failed());
    }

    /**
     * The answer to a request that means the same. Computes, for some ten milliseconds.
     *
     * @param partition all that may change an answer but the last message
     * @param text the last message
     * @param flight of the request itself; its meaning is kept for later ones
     */
    public Optional<StoredAnswer> alike(AnswerKey partition, String text, Flight flight) {
        if (!places.tryAcquire()) {
            return Optional.empty();
        }
        try {
            float[] meaning = meanings.of(text);
            Optional<StoredAnswer> answer = index.find(partition, meaning).flatMap(store::get);
            if (answer.isPresent()) {
                count(Found.ALIKE);
            } else {
                index.put(partition, meaning, flight.key(), flight.receivedNanos());
            }
            return answer;
        } catch (RuntimeException | LinkageError e) { // the model brings a library of its own
            LOG.warnf("a text has no meaning to compare: %s", e.getClass().getName());
            return Optional.empty();
        } finally {
            places.release();
        }
    }

    /** Runs work of those who waited, away from the caller's locks. */
    public void later(Runnable work) {
        executor.execute(work);
    }

    /**
     * Drops all that is a tenant's: somebody's content is to be destroyed. The answers to requests
     * that came before this are not kept either, wherever they are on their way.
     */
    public void forget(String tenant) {
        erased.mark(tenant, nanoClock.getAsLong());
        store.forget(tenant);
        index.forget(tenant);
    }

    /** Drops what is too old; called at an interval. */
    public void sweep() {
        store.sweep();
    }
}
