package dev.strata.tier.serve;

import dev.strata.engine.GenerationEvent;
import dev.strata.proto.tier.v1.ScoreResponse;
import dev.strata.service.GrpcError;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** One score on its way to the client. Thread-safe. */
final class ScoreCall implements Call {
    private final ServerCallStreamObserver<ScoreResponse> client;
    private final String tier;
    private final RequestMetrics metrics;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private boolean closed;
    private @Nullable Future<?> job;

    ScoreCall(ServerCallStreamObserver<ScoreResponse> client, String tier, RequestMetrics metrics) {
        this.client = client;
        this.tier = tier;
        this.metrics = metrics;
    }

    /** The job to cancel when the client goes away; at once if it has. */
    synchronized void attach(Future<?> started) {
        job = started;
        if (closed) {
            started.cancel(true);
        }
    }

    synchronized boolean isOpen() {
        return !closed;
    }

    synchronized void answer(int promptTokens, List<GenerationEvent.Token> tokens) {
        if (closed) {
            return;
        }
        ScoreResponse.Builder answer = ScoreResponse.newBuilder().setPromptTokens(promptTokens);
        tokens.forEach(token -> answer.addTokens(AnswerCodec.token(token)));
        client.onNext(answer.build());
        close("ok");
        client.onCompleted();
    }

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
        if (!closed) {
            close(error.reason().toLowerCase(Locale.ROOT));
            client.onError(error.toException());
        }
    }

    @Override
    public void tick() {
        // One message: gRPC holds it for a slow client.
    }

    @Override
    public CompletionStage<Void> ended() {
        return ended;
    }

    private void close(String outcome) {
        closed = true;
        if (job != null) {
            job.cancel(true);
        }
        metrics.ended(tier, outcome);
        ended.complete(null);
    }
}
