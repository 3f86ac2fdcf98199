package dev.strata.gateway.tier;

import dev.strata.gateway.tier.TierEvent.Kind;
import dev.strata.proto.tier.v1.GenerateChunk;
import dev.strata.proto.tier.v1.GenerateRequest;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One call of {@code Tier.Generate}: turns its stream into {@link TierEvent}s and ends it when it
 * says nothing for too long.
 */
final class TierAttempt
        implements ClientResponseObserver<GenerateRequest, GenerateChunk>, TierCaller.TierCall {
    private static final Logger LOG = Logger.getLogger(TierAttempt.class);

    private final Seat seat;
    private final Consumer<TierEvent> events;
    private final Set<TierAttempt> active;
    private final Object delivery = new Object();

    private volatile @Nullable ClientCallStreamObserver<GenerateRequest> call;
    private volatile boolean over;
    private volatile boolean spoke;
    private volatile long heardNanos = System.nanoTime();

    TierAttempt(Seat seat, Consumer<TierEvent> events, Set<TierAttempt> active) {
        this.seat = seat;
        this.events = events;
        this.active = active;
        active.add(this);
        seat.began();
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<GenerateRequest> stream) {
        call = stream;
    }

    @Override
    public void onNext(GenerateChunk chunk) {
        heardNanos = System.nanoTime();
        if (chunk.hasPrefilled()) {
            var prefilled = chunk.getPrefilled();
            deliver(
                    new TierEvent.Prefilled(
                            prefilled.getPromptTokens(), prefilled.getCachedTokens()));
        }
        if (chunk.getTokensCount() > 0 || !chunk.getText().isEmpty()) {
            spoke = true;
            deliver(TierCodec.tokens(chunk.getText(), chunk.getTokensList()));
        }
        if (chunk.hasFinished()) {
            end(TierCodec.finished(chunk.getFinished()));
        }
    }

    @Override
    public void onError(Throwable error) {
        TierEvent.Failed failed = TierCodec.failed(error);
        if (failed.kind() == Kind.BROKEN && !over) {
            // Whoever asked learns no more than that; why must be found somewhere.
            LOG.warnf(
                    "tier '%s' at %s broke an answer: %s",
                    seat.tier(), seat.label(), TierCodec.ownWords(error));
        }
        end(failed);
    }

    @Override
    public void onCompleted() {
        end(
                new TierEvent.Failed(
                        Kind.BROKEN,
                        "the tier's stream ended without saying why: expected a finish reason",
                        Optional.empty()));
    }

    @Override
    public void cancel(String why) {
        // Takes no lock: a canceller may hold locks that the consumer of the events waits for.
        over = true;
        leave();
        abort(why);
    }

    @Override
    public String replica() {
        return seat.label();
    }

    private void leave() {
        if (active.remove(this)) {
            seat.ended();
        }
    }

    /** True where this attempt is at {@code name} and has heard no token. */
    boolean waitsFor(String name) {
        return !spoke && seat.tier().equals(name);
    }

    private void abort(String why) {
        ClientCallStreamObserver<GenerateRequest> stream = call;
        if (stream != null) {
            stream.cancel(why, null);
        }
    }

    private void deliver(TierEvent event) {
        if (over) {
            return;
        }
        synchronized (delivery) {
            if (!over) {
                events.accept(event);
            }
        }
    }

    private void end(TierEvent event) {
        if (over) {
            return;
        }
        synchronized (delivery) {
            if (over) {
                return;
            }
            over = true;
            leave();
            report(event);
            events.accept(event);
        }
    }

    private void report(TierEvent event) {
        if (!(event instanceof TierEvent.Failed failed)) {
            seat.succeeded();
        } else if (failed.kind().countsAgainstTier()) {
            seat.failed();
        }
    }

    /** Ends the attempt where the tier has been silent for longer than {@code limitNanos}. */
    void endIfSilent(long limitNanos) {
        long silent = System.nanoTime() - heardNanos;
        if (over || silent < limitNanos) {
            return;
        }
        end(
                new TierEvent.Failed(
                        Kind.STALLED,
                        "the tier said nothing for %d ms".formatted(silent / 1_000_000),
                        Optional.empty()));
        abort("stalled");
    }
}
