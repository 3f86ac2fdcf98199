package dev.strata.gateway.chat;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.strata.gateway.error.ErrorReason;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A request that waits for a tier to be up; then the request itself. It holds no thread: it is
 * looked at as all requests under way are. Thread-safe.
 */
final class ColdWait implements InFlight.Watched {
    private final ChatDesk.Parts parts;
    private final Wait wait;
    private final long endNanos;

    /** The request, once it goes on. */
    @GuardedBy("this")
    private @Nullable RunningChat chat;

    @GuardedBy("this")
    private boolean over;

    /**
     * What is waited for, and what comes after.
     *
     * @param deadlineNanos when the request's own time is up, of the monotonic clock
     * @param go on with the request, where the wait or the start is over
     * @param left ends and records a request that ended before
     */
    record Wait(
            List<String> tiers,
            OverheadClock clock,
            long deadlineNanos,
            Supplier<RunningChat> go,
            Left left) {}

    /** Ends and records a request that does not go on. */
    interface Left {
        /** {@code last} is done at the very end. */
        void end(ErrorReason reason, Runnable last);
    }

    private ColdWait(ChatDesk.Parts parts, Wait wait) {
        this.parts = parts;
        this.wait = wait;
        this.endNanos =
                parts.nanoClock().getAsLong() + parts.coldStarts().longest(wait.tiers()).toNanos();
    }

    /** Begins to wait. */
    static RunningChat begin(ChatDesk.Parts parts, Wait wait) {
        ColdWait waiting = new ColdWait(parts, wait);
        wait.clock().waitForTier();
        parts.coldStarts().count(wait.tiers(), 1);
        parts.running().add(waiting);
        return waiting;
    }

    @Override
    public synchronized void abandon(ErrorReason reason) {
        if (chat != null) {
            chat.abandon(reason);
        } else if (!over) {
            stop();
            wait.left().end(reason, () -> parts.running().remove(this));
        }
    }

    @Override
    public synchronized boolean waits() {
        return !over;
    }

    /** Goes on where a tier is up or the wait is over; over then, the request is watched itself. */
    @Override
    public synchronized boolean lookAt(long now, Duration slowClient) {
        if (over) {
            // It is removed by what ended it, once that is recorded.
            return false;
        }
        if (now - wait.deadlineNanos() > 0) {
            abandon(ErrorReason.DEADLINE_EXCEEDED);
            return false;
        }
        if (now - endNanos < 0 && !parts.coldStarts().isAnyUp(wait.tiers())) {
            return false;
        }
        stop();
        chat = wait.go().get();
        return true;
    }

    @GuardedBy("this")
    private void stop() {
        over = true;
        parts.coldStarts().count(wait.tiers(), -1);
        wait.clock().work();
    }
}
