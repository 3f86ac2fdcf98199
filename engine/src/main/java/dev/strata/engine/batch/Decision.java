package dev.strata.engine.batch;

/** What to do next. */
public sealed interface Decision {

    /** Give the waiting request at {@code index} the free {@code slot}. */
    record Admit(int index, int slot) implements Decision {}

    /** Free {@code slot} and let its request wait again. */
    record SetBack(int slot) implements Decision {}

    /** Forget cached prefixes until at most {@code cachedBytes} of them are left. */
    record Evict(long cachedBytes) implements Decision {}

    /** Move the request in {@code from} to the free slot {@code to}. */
    record Move(int from, int to) implements Decision {}

    /** Compute at most {@code tokens} of the request in {@code slot}. */
    record Chunk(int slot, int tokens) implements Decision {}

    /** Compute one token of each of {@code count} requests from {@code firstSlot} on. */
    record Step(int firstSlot, int count) implements Decision {}

    /** Nothing to do. */
    record Rest() implements Decision {}
}
