package dev.strata.gateway.capture;

import com.google.protobuf.ByteString;
import dev.strata.gateway.capture.spool.Append;
import dev.strata.gateway.capture.spool.Kind;
import dev.strata.gateway.capture.spool.Spool;
import dev.strata.proto.event.v1.TrafficEvent;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Guards, appends and forces what waits in memory. One thread runs it; a disk that is slow or
 * broken is its trouble alone.
 */
final class SpoolWriter implements Runnable {
    private static final Logger LOG = Logger.getLogger(SpoolWriter.class);
    private static final long TIDY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ByteQueue<Entry> queue;
    private final Spool spool;
    private final Preparation preparation;
    private final LargeContent large;
    private final CaptureMetrics metrics;
    private final ForcePlan plan;
    private final Runnable forced;
    private final Unforced unforced;
    private final boolean eventsAwaited;
    private volatile boolean stopping;
    private volatile boolean ended;
    private long counted;
    private long tidyAt = System.nanoTime() + TIDY_NANOS;
    private boolean failing;

    /**
     * What a writer does its work with.
     *
     * @param eventsAwaited whether requests wait for their events: mode {@code sync}
     */
    record Tools(
            Preparation preparation, LargeContent large, DurableIds ids, boolean eventsAwaited) {}

    SpoolWriter(
            ByteQueue<Entry> queue,
            Spool spool,
            Tools tools,
            CaptureMetrics metrics,
            long forceNanos,
            Runnable forced) {
        this.queue = queue;
        this.spool = spool;
        this.preparation = tools.preparation();
        this.large = tools.large();
        this.unforced = new Unforced(tools.ids());
        this.eventsAwaited = tools.eventsAwaited();
        this.metrics = metrics;
        this.plan = new ForcePlan(forceNanos, System.nanoTime());
        this.forced = forced;
    }

    /** Ends the thread once the queue is empty. Any thread. */
    void stop() {
        stopping = true;
        queue.put(new Entry.Wake(), 0);
    }

    @Override
    public void run() {
        try {
            while (!stopping || !queue.isEmpty()) {
                go();
            }
            force();
        } finally {
            fail(closed());
            ended = true;
            turnAwayIfEnded();
        }
    }

    private void go() {
        try {
            step();
        } catch (InterruptedException _) {
            // Nobody interrupts this thread: it would close the files under it.
        } catch (RuntimeException e) {
            LOG.errorf(e, "capture.write failed");
            fail(e);
        }
    }

    /**
     * Turns away what still waits once nobody will write it. Any thread; whoever puts an entry
     * calls this after it, so that none is forgotten.
     */
    void turnAwayIfEnded() {
        if (!ended) {
            return;
        }
        for (var left = queue.poll(); left.isPresent(); left = queue.poll()) {
            switch (left.get()) {
                case Entry.Traffic(_, var durable) -> {
                    metrics.dropped(DropReason.CLOSED);
                    durable.completeExceptionally(closed());
                }
                case Entry.Awaited awaited -> awaited.durable().completeExceptionally(closed());
                case Entry.Wake() -> {}
            }
        }
    }

    private static CaptureException closed() {
        return new CaptureException(
                CaptureException.Code.CLOSED,
                "event cannot be recorded: expected a running gateway, got one that stops; try again at another");
    }

    /** Tells those who wait for a force that it will not come. */
    private void fail(RuntimeException why) {
        unforced.lost(why);
    }

    private void step() throws InterruptedException {
        long looked = System.nanoTime();
        long until = spool.pending() > 0 ? Math.min(tidyAt, plan.dueAt()) : tidyAt;
        Optional<Entry> entry = queue.poll(until - looked);
        if (entry.isPresent()) {
            write(entry.get());
        } else {
            plan.sawAll(looked);
        }
        long now = System.nanoTime();
        boolean urgent =
                unforced.isAwaited(eventsAwaited) && (queue.isEmpty() || unforced.size() >= 64);
        if (spool.pending() > 0 && (urgent || now - plan.dueAt() >= 0)) {
            force();
        }
        if (now - tidyAt >= 0) {
            tidyAt = now + TIDY_NANOS;
            force();
            tidy();
        }
    }

    private void write(Entry entry) {
        try {
            take(entry);
        } catch (RuntimeException e) {
            LOG.errorf(e, "capture.write failed; one event is lost");
            switch (entry) {
                case Entry.Traffic(_, var durable) -> {
                    metrics.dropped(DropReason.SPOOL_FAILED);
                    durable.completeExceptionally(e);
                }
                case Entry.Awaited awaited -> awaited.durable().completeExceptionally(e);
                case Entry.Wake() -> {}
            }
        }
    }

    private void take(Entry entry) {
        switch (entry) {
            case Entry.Traffic(var made, var durable) -> {
                TrafficEvent event = preparation.traffic(made.get());
                append(Kind.TRAFFIC, event.toByteString(), false)
                        .ifPresentOrElse(
                                refused -> {
                                    metrics.dropped(reason(refused.code()));
                                    durable.completeExceptionally(refused);
                                },
                                () -> unforced.event(event.getRequestId(), durable));
            }
            case Entry.Awaited awaited ->
                    append(awaited.kind(), awaited.bytes().apply(preparation), true)
                            .ifPresentOrElse(
                                    awaited.durable()::completeExceptionally,
                                    () -> unforced.awaited(awaited.id(), awaited.durable()));
            case Entry.Wake() -> {}
        }
    }

    private Optional<CaptureException> append(Kind kind, ByteString event, boolean reserved) {
        Append result = spool.append(kind, event, reserved);
        return switch (result) {
            case Append.Written() -> {
                if (spool.pending() == 1) {
                    // The first since a force, which a new segment makes too.
                    plan.appendedFirst();
                    durable();
                }
                say(false, null);
                yield Optional.empty();
            }
            case Append.Full() ->
                    refuse(CaptureException.Code.SPOOL_FULL, "the spool is full", null);
            case Append.TooLarge(long bytes) ->
                    refuse(
                            CaptureException.Code.TOO_LARGE,
                            "the event has %d bytes, more than strata.capture.event-bytes"
                                    .formatted(bytes),
                            null);
            case Append.Failed(IOException cause, int lost) -> {
                lose(lost, cause);
                yield refuse(CaptureException.Code.SPOOL_FAILED, "the disk refused", cause);
            }
        };
    }

    private Optional<CaptureException> refuse(
            CaptureException.Code code, String why, @Nullable IOException cause) {
        if (code != CaptureException.Code.TOO_LARGE) {
            say(true, why + (cause == null ? "" : ": " + cause.getMessage()));
        }
        String message =
                "event cannot be recorded: expected room in the spool, got: %s; try again later"
                        .formatted(why);
        return Optional.of(
                cause == null
                        ? new CaptureException(code, message)
                        : new CaptureException(code, message, cause));
    }

    private void force() {
        int pending = spool.pending();
        long from = System.nanoTime();
        try {
            spool.force();
            plan.forced(from, System.nanoTime());
            durable();
        } catch (IOException e) {
            plan.forced(from, System.nanoTime());
            say(true, "the disk refused: " + e.getMessage());
            lose(pending, e);
        }
    }

    /** All that was appended so far is on disk. */
    private void durable() {
        metrics.spooled(spool.forced() - counted);
        counted = spool.forced();
        unforced.forced();
        forced.run();
    }

    /** Accounts for records that were appended and went with their segment. */
    private void lose(int records, IOException cause) {
        if (records > 0) {
            CaptureException lost =
                    new CaptureException(
                            CaptureException.Code.SPOOL_FAILED,
                            "event cannot be recorded: expected the disk to keep it, got an error; try again later",
                            cause);
            metrics.dropped(DropReason.SPOOL_FAILED, Math.max(0, records - unforced.told()));
            unforced.lost(lost);
        }
    }

    private void tidy() {
        large.tidy();
        try {
            int lost = spool.tidy();
            if (lost > 0) {
                metrics.dropped(DropReason.EXPIRED, lost);
                LOG.warnf("capture.spool gave up events over strata.capture.spool-age: %d", lost);
            }
        } catch (IOException e) {
            say(true, "the disk refused: " + e.getMessage());
        }
    }

    private void say(boolean nowFailing, @Nullable String why) {
        if (nowFailing && !failing) {
            LOG.warnf("capture.spool refuses events; they are dropped and counted. cause=%s", why);
        } else if (!nowFailing && failing) {
            LOG.info("capture.spool takes events again");
        }
        failing = nowFailing;
    }

    private static DropReason reason(CaptureException.Code code) {
        return switch (code) {
            case SPOOL_FULL -> DropReason.SPOOL_FULL;
            case SPOOL_FAILED -> DropReason.SPOOL_FAILED;
            case TOO_LARGE -> DropReason.TOO_LARGE;
            case CLOSED -> DropReason.CLOSED;
        };
    }
}
