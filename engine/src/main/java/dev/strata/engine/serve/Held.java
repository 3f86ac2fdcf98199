package dev.strata.engine.serve;

import dev.strata.engine.batch.Running;

/** A job with its slot. Owned by the engine thread. */
final class Held {
    final Job job;
    final long order;
    int slot;
    long lastTurn;
    boolean searched; // the prefix cache, for its beginning
    boolean kept; // its prompt, in the prefix cache

    Held(Job job, long order, int slot) {
        this.job = job;
        this.order = order;
        this.slot = slot;
    }

    Running view() {
        Sequence sequence = job.sequence();
        return new Running(
                slot,
                job.caller(),
                job.priority(),
                order,
                sequence.computed(),
                sequence.pending(),
                job.mostTokens(),
                !searched,
                lastTurn);
    }
}
