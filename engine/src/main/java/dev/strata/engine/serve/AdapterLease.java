package dev.strata.engine.serve;

/** One request's use of a loaded adapter: as long as it is held, the adapter's memory stays. */
final class AdapterLease {
    private final AdapterShelf shelf;
    private final AdapterShelf.Loaded adapter;
    private boolean released;

    AdapterLease(AdapterShelf shelf, AdapterShelf.Loaded adapter) {
        this.shelf = shelf;
        this.adapter = adapter;
    }

    /** What tells the adapter's keys and values from others'. */
    String key() {
        return adapter.info().sha256();
    }

    /** The first of its ranks in the adapters' memory. */
    int start() {
        return adapter.start();
    }

    /** Behind the last one. */
    int end() {
        return adapter.start() + adapter.info().rank();
    }

    /** Lets the adapter go. Idempotent, any thread. */
    void release() {
        synchronized (this) {
            if (released) {
                return;
            }
            released = true;
        }
        shelf.released(adapter);
    }
}
