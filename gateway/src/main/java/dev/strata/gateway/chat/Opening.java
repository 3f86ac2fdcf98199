package dev.strata.gateway.chat;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.strata.gateway.admit.Admission;
import dev.strata.gateway.error.ErrorReason;
import dev.strata.gateway.error.Failure;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A request for which a store is asked whether it is let in; then the request itself. */
final class Opening implements InFlight.Watched {
    private final InFlight running;
    private final Consumer<Failure> left;

    @GuardedBy("this")
    private @Nullable RunningChat chat;

    @GuardedBy("this")
    private boolean gone;

    private Opening(InFlight running, Consumer<Failure> left) {
        this.running = running;
        this.left = left;
    }

    /**
     * Waits for {@code outcome} and goes on with it.
     *
     * @param go starts the request, or turns it away
     * @param left told where the request was abandoned before
     */
    static Opening wait(
            InFlight running,
            CompletableFuture<Admission.Outcome> outcome,
            Function<Admission.Outcome, RunningChat> go,
            Consumer<Failure> left) {
        Opening opening = new Opening(running, left);
        running.add(opening);
        var _ = outcome.thenAccept(told -> opening.told(told, go));
        return opening;
    }

    private synchronized void told(
            Admission.Outcome outcome, Function<Admission.Outcome, RunningChat> go) {
        if (!gone) {
            chat = go.apply(outcome);
        } else if (outcome instanceof Admission.Outcome.Admitted in) {
            in.ticket().close(0, 0);
        }
        // After the request itself was added: a gateway that stops misses neither.
        running.remove(this);
    }

    @Override
    public synchronized void abandon(ErrorReason reason) {
        if (chat != null) {
            chat.abandon(reason);
        } else if (!gone) {
            gone = true;
            left.accept(
                    Failure.of(
                            reason,
                            reason == ErrorReason.STOPPING
                                    ? "the gateway is stopping: expected the request to begin before it; ask another"
                                    : "the client left"));
        }
    }

    /** Never over by time: the store answers, or its own time runs out. */
    @Override
    public boolean lookAt(long now, Duration slowClient) {
        return false;
    }
}
