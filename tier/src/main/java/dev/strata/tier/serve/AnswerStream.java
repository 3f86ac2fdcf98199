package dev.strata.tier.serve;

import dev.strata.engine.EngineError;
import dev.strata.engine.Generation;
import dev.strata.engine.GenerationEvent;
import dev.strata.engine.GenerationEvent.Admitted;
import dev.strata.engine.GenerationEvent.Failed;
import dev.strata.engine.GenerationEvent.FinishReason;
import dev.strata.engine.GenerationEvent.Finished;
import dev.strata.engine.GenerationEvent.Prefilled;
import dev.strata.engine.GenerationEvent.Token;
import dev.strata.proto.tier.v1.GenerateChunk;
import dev.strata.service.GrpcError;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One answer on its way from the engine to the client.
 *
 * <p>Events never wait for the client: while it is not ready they gather, at most max_tokens of
 * them, and go out as one chunk when it is. A client that goes away cancels the generation; one
 * that stays and reads nothing loses its answer after a limit. While a request waits or its prompt
 * is computed, empty chunks tell the client that the tier is at work. Thread-safe.
 */
final class AnswerStream implements Call {
    /*
     * Every field but the final ones is guarded by `this`. The engine's thread for this request
     * adds, gRPC's threads flush; both hold the monitor only to hand a chunk to gRPC, which queues.
     */
    private final ServerCallStreamObserver<GenerateChunk> client;
    private final String tier;
    private final RequestMetrics metrics;
    private final Pace pace;
    private final Duration stallLimit;
    private final Duration quietLimit;
    private final long arrivedAt = System.nanoTime();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    private GenerateChunk.Builder waiting = GenerateChunk.newBuilder();
    private StringBuilder waitingText = new StringBuilder();
    private boolean somethingWaits;
    private boolean finished;
    private boolean firstTokenSeen;
    private boolean closed;
    private long readAt = arrivedAt;
    private long sentAt = arrivedAt;
    private @Nullable Generation generation;

    /**
     * @param stallLimit how long the client may read nothing of what waits for it
     * @param quietLimit after how long without a chunk an empty one is sent
     */
    AnswerStream(
            ServerCallStreamObserver<GenerateChunk> client,
            String tier,
            RequestMetrics metrics,
            Pace pace,
            Duration stallLimit,
            Duration quietLimit) {
        this.client = client;
        this.tier = tier;
        this.metrics = metrics;
        this.pace = pace;
        this.stallLimit = stallLimit;
        this.quietLimit = quietLimit;
    }

    /** The generation to cancel when the client goes away; at once if it has. */
    synchronized void attach(Generation started) {
        generation = started;
        if (closed) {
            started.cancel();
        }
    }

    synchronized boolean isOpen() {
        return !closed;
    }

    /** Takes the next event of the generation. */
    synchronized void accept(GenerationEvent event) {
        if (closed) {
            return;
        }
        switch (event) {
            case Admitted() -> {}
            case Prefilled prefilled -> waiting.setPrefilled(AnswerCodec.prefilled(prefilled));
            case Token token -> add(token);
            case Finished(var reason, var _, var _, var _, var _)
                    when reason == FinishReason.CANCELLED ->
                    cut(error(EngineError.CLOSED, "tier '%s' gave the answer up".formatted(tier)));
            case Finished end -> finish(end);
            case Failed(var code, var words) -> cut(error(code, words));
        }
        somethingWaits |= !(event instanceof Admitted);
        flush();
    }

    /** Sends what waits if the client is ready for it. */
    synchronized void flush() {
        if (closed || !client.isReady()) {
            return;
        }
        readAt = System.nanoTime();
        if (somethingWaits) {
            send();
        }
        if (finished) {
            close("ok");
            client.onCompleted();
        }
    }

    /** The client cancelled, its deadline passed, or its connection broke. */
    synchronized void clientGone() {
        if (!closed) {
            close("cancelled");
        }
    }

    @Override
    public String tier() {
        return tier;
    }

    @Override
    public synchronized void cut(GrpcError error) {
        if (closed) {
            return;
        }
        if (somethingWaits) {
            send();
        }
        close(error.reason().toLowerCase(Locale.ROOT));
        client.onError(error.toException());
    }

    @Override
    public synchronized void tick() {
        flush();
        if (closed) {
            return;
        }
        long now = System.nanoTime();
        if (!client.isReady()) {
            if (somethingWaits && now - readAt > stallLimit.toNanos()) {
                cut(TierErrors.stalled(tier, stallLimit));
            }
        } else if (generation != null && now - sentAt >= quietLimit.toNanos()) {
            send();
        }
    }

    @Override
    public CompletionStage<Void> ended() {
        return ended;
    }

    private void add(Token token) {
        if (!firstTokenSeen) {
            firstTokenSeen = true;
            metrics.firstToken(tier, age());
        }
        waiting.addTokens(AnswerCodec.token(token));
        waitingText.append(token.text());
    }

    private void finish(Finished end) {
        waitingText.append(end.tail());
        waiting.setFinished(AnswerCodec.finished(end));
        finished = true;
        metrics.finished(tier, end);
        pace.took(age());
    }

    private void send() {
        GenerateChunk chunk = waiting.setText(waitingText.toString()).build();
        waiting = GenerateChunk.newBuilder();
        waitingText = new StringBuilder();
        somethingWaits = false;
        sentAt = System.nanoTime();
        client.onNext(chunk);
    }

    private void close(String outcome) {
        closed = true;
        if (generation != null && !finished) {
            generation.cancel();
        }
        metrics.ended(tier, outcome);
        ended.complete(null);
    }

    private GrpcError error(EngineError code, String words) {
        return TierErrors.of(tier, code, words, Duration.ofSeconds(1));
    }

    private Duration age() {
        return Duration.ofNanos(System.nanoTime() - arrivedAt);
    }
}
