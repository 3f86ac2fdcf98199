package dev.strata.engine.serve;

/** A job with its slot. Owned by the engine thread. */
final class Held {
    final Job job;
    final long order;
    final int slot;
    long lastTurn;
    boolean searched; // the prefix cache, for its beginning
    boolean kept; // its prompt, in the prefix cache

    Held(Job job, long order, int slot) {
        this.job = job;
        this.order = order;
        this.slot = slot;
    }

    Schedule.Running view() {
        Sequence sequence = job.sequence();
        return new Schedule.Running(
                slot,
                sequence.computed(),
                sequence.pending(),
                job.mostTokens(),
                !searched,
                job.priority(),
                order,
                lastTurn);
    }
}
