package dev.strata.cli.bench;

import java.util.concurrent.CompletableFuture;

/**
 * A stream that was asked for.
 *
 * @param first done when its first piece of text came
 * @param ended done when it ended whole; fails where it broke off
 */
record OpenedStream(CompletableFuture<Void> first, CompletableFuture<Void> ended) {
    OpenedStream() {
        this(new CompletableFuture<>(), new CompletableFuture<>());
    }

    void spoke() {
        first.complete(null);
    }

    /** Whole where it had said anything. */
    void end() {
        if (first.isDone()) {
            ended.complete(null);
        } else {
            fail(new IllegalStateException("a stream ended without a word"));
        }
    }

    void fail(Throwable cause) {
        first.completeExceptionally(cause);
        ended.completeExceptionally(cause);
    }
}
