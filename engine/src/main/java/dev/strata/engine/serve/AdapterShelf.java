package dev.strata.engine.serve;

import dev.strata.engine.AdapterInfo;
import dev.strata.engine.Adapters;
import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import dev.strata.engine.adapter.AdapterBase;
import dev.strata.engine.adapter.LoraAdapter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A model's adapters: loaded, chosen by requests, let go when the last request ends. Thread-safe.
 *
 * <p>Their memory and their graph come with the first one.
 */
final class AdapterShelf implements Adapters, AutoCloseable {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    /** Computes with the adapters of a memory; the engine thread's. */
    interface Graph extends AutoCloseable {
        /** As {@link AdaptedGraph#run}. */
        void run(int firstSlot, int tokens, int rows, Sequence... sequences);

        @Override
        void close();
    }

    /** An adapter in memory. Guarded by the shelf. */
    static final class Loaded {
        private final AdapterInfo info;
        private final int start;
        private int uses;
        private boolean forgotten;

        Loaded(AdapterInfo info, int start) {
            this.info = info;
            this.start = start;
        }

        AdapterInfo info() {
            return info;
        }

        int start() {
            return start;
        }
    }

    private final String model;
    private final AdapterBase base;
    private final long budgetBytes;
    private final Function<AdapterMemory, Graph> opener;
    private final int slots;
    private final ReentrantLock loading = new ReentrantLock(); // before the shelf's monitor
    private final Map<String, Loaded> byName = new TreeMap<>();
    private final RankRanges ranges;
    private @Nullable AdapterMemory memory;
    private volatile @Nullable Graph graph;
    private boolean closed;

    /**
     * @param budgetBytes of all adapters' numbers
     * @param slots most sequences of a computation
     * @param opener loads the graph that adds adapters of a memory
     */
    AdapterShelf(
            String model,
            AdapterBase base,
            long budgetBytes,
            int slots,
            Function<AdapterMemory, Graph> opener) {
        this.model = model;
        this.base = base;
        this.budgetBytes = budgetBytes;
        this.slots = slots;
        this.opener = opener;
        this.ranges =
                new RankRanges(
                        (int) Math.min(1 << 16, budgetBytes / Math.max(1, base.bytesPerRank())));
    }

    /**
     * Holds the adapter called {@code name} for a request.
     *
     * @throws EngineException UNKNOWN_ADAPTER where it is not loaded
     */
    synchronized AdapterLease hold(String name) {
        Loaded adapter = byName.get(name);
        if (adapter == null) {
            throw new EngineException(
                    EngineError.UNKNOWN_ADAPTER,
                    "adapter '%s' is not loaded on model '%s': expected %s, got '%s'; correct the name or load it"
                            .formatted(
                                    name, model, byName.isEmpty() ? "none" : "one that is", name));
        }
        adapter.uses++;
        return new AdapterLease(this, adapter);
    }

    /** A request ended. */
    synchronized void released(Loaded adapter) {
        adapter.uses--;
        freeUnused(adapter);
    }

    private void freeUnused(Loaded adapter) {
        if (adapter.forgotten && adapter.uses == 0 && !closed) {
            giveBack(adapter.start(), adapter.info().rank());
        }
    }

    @Override
    public AdapterInfo load(String name, Path folder) {
        if (!NAME.matcher(name).matches()) {
            throw new EngineException(
                    EngineError.INVALID_REQUEST,
                    "adapter name '%s' is not allowed: expected letters, digits, '.', '_' and '-', at most 100, got others; rename it"
                            .formatted(name.substring(0, Math.min(100, name.length()))));
        }
        loading.lock();
        try (LoraAdapter adapter = LoraAdapter.open(folder, base)) {
            Optional<AdapterInfo> same = known(name, adapter.sha256());
            return same.isPresent() ? same.get() : place(name, adapter);
        } finally {
            loading.unlock();
        }
    }

    private synchronized Optional<AdapterInfo> known(String name, String sha256) {
        return Optional.ofNullable(byName.get(name))
                .map(Loaded::info)
                .filter(info -> info.sha256().equals(sha256));
    }

    private AdapterInfo place(String name, LoraAdapter adapter) {
        AdapterInfo info = info(name, adapter);
        int start = take(info);
        try {
            openGraph(name).write(start, info.rank(), adapter);
        } catch (RuntimeException | Error e) {
            giveBack(start, info.rank());
            throw e;
        }
        synchronized (this) {
            forget(byName.put(name, new Loaded(info, start)));
        }
        return info;
    }

    private AdapterInfo info(String name, LoraAdapter adapter) {
        long numbers = 0;
        for (LoraAdapter.Part part : adapter.parts()) {
            numbers +=
                    (long) part.rank()
                            * (base.inputs(part.projection()) + base.outputs(part.projection()));
        }
        return new AdapterInfo(name, adapter.sha256(), adapter.rank(), numbers * Float.BYTES);
    }

    private synchronized int take(AdapterInfo info) {
        requireOpen(info.name());
        OptionalInt start = ranges.take(info.rank());
        return start.orElseThrow(() ->
                new EngineException(
                        EngineError.UNSUPPORTED,
                        "adapter '%s' does not fit model '%s': expected rank %d at most within the budget of %d bytes (%d a rank), got %d; raise the budget or unload another"
                                .formatted(
                                        info.name(),
                                        model,
                                        ranges.capacity() - ranges.used(),
                                        budgetBytes,
                                        base.bytesPerRank(),
                                        info.rank())));
    }

    private synchronized void giveBack(int start, int rank) {
        if (memory != null) { // null once closed, too
            memory.clear(start, rank);
        }
        ranges.free(start);
    }

    /** Memory and graph, made where this is the first adapter. Under {@code loading}. */
    private AdapterMemory openGraph(String name) {
        synchronized (this) {
            requireOpen(name);
            if (memory != null) {
                return memory;
            }
        }
        AdapterMemory fresh = new AdapterMemory(base, ranges.capacity(), slots);
        try {
            Graph opened = opener.apply(fresh);
            synchronized (this) {
                memory = fresh;
                graph = opened;
            }
            return fresh;
        } catch (RuntimeException | Error e) {
            fresh.close();
            throw e;
        }
    }

    private void requireOpen(String name) {
        if (closed) {
            throw new EngineException(
                    EngineError.CLOSED,
                    "model '%s' is closed: expected an open model, got adapter '%s'; open it again"
                            .formatted(model, name));
        }
    }

    @Override
    public synchronized boolean unload(String name) {
        Loaded adapter = byName.remove(name);
        forget(adapter);
        return adapter != null;
    }

    private void forget(@Nullable Loaded adapter) {
        if (adapter != null) {
            adapter.forgotten = true;
            freeUnused(adapter);
        }
    }

    @Override
    public synchronized List<AdapterInfo> list() {
        return byName.values().stream().map(Loaded::info).toList();
    }

    /** Ranks that are taken now, of adapters in use and forgotten ones. */
    synchronized int usedRanks() {
        return ranges.used();
    }

    /** Computes with adapters; the engine thread. */
    void run(int firstSlot, int tokens, int rows, Sequence... sequences) {
        Graph opened = graph;
        if (opened == null) {
            throw new IllegalStateException("a sequence has an adapter that was never loaded");
        }
        opened.run(firstSlot, tokens, rows, sequences);
    }

    /** Waits for what loads, then frees everything. */
    @Override
    public void close() {
        loading.lock();
        try {
            synchronized (this) {
                closed = true;
                byName.clear();
                if (graph != null) {
                    graph.close();
                    graph = null;
                }
                if (memory != null) {
                    memory.close();
                    memory = null;
                }
            }
        } finally {
            loading.unlock();
        }
    }
}
