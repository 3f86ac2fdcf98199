package dev.strata.gateway.capture;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What was appended since the last force: its ids, and who waits for it. Writer's thread only. */
final class Unforced {
    private final DurableIds ids;
    private final List<CompletableFuture<Void>> waiting = new ArrayList<>();
    // Of those that wait, the ones whose loss counts as no drop: their callers are told.
    private int told;

    Unforced(DurableIds ids) {
        this.ids = ids;
    }

    void event(String id, CompletableFuture<Void> durable) {
        ids.appended(id);
        waiting.add(durable);
    }

    void awaited(String id, CompletableFuture<Void> durable) {
        event(id, durable);
        told++;
    }

    int size() {
        return waiting.size();
    }

    /** Whether somebody may be held up by it. */
    boolean isAwaited(boolean events) {
        return told > 0 || (events && !waiting.isEmpty());
    }

    /** All of it is on disk. */
    void forced() {
        ids.forced();
        waiting.forEach(w -> w.complete(null));
        clear();
    }

    /** Of how many the callers are told what became of them. */
    int told() {
        return told;
    }

    /** None of it will be. */
    void lost(RuntimeException why) {
        ids.lost();
        waiting.forEach(w -> w.completeExceptionally(why));
        clear();
    }

    private void clear() {
        waiting.clear();
        told = 0;
    }
}
