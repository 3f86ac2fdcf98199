package dev.strata.cli.bench;

import dev.strata.proto.tier.v1.GenerateChunk;
import dev.strata.proto.tier.v1.GenerateRequest;
import dev.strata.proto.tier.v1.SamplingParameters;
import dev.strata.proto.tier.v1.StopConditions;
import dev.strata.proto.tier.v1.TierGrpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Asks a tier over gRPC and notes when tokens come. Thread-safe. */
final class TierClient implements PoissonLoad.Asker, AutoCloseable {
    private final String tier;
    private final ManagedChannel channel;
    private final TierGrpc.TierStub stub;

    TierClient(String tier, String host, int port) {
        this.tier = tier;
        this.channel = NettyChannelBuilder.forAddress(host, port).usePlaintext().build();
        this.stub = TierGrpc.newStub(channel);
    }

    @Override
    public CompletableFuture<Heard> ask(String prompt, int tokens) {
        CompletableFuture<Heard> heard = new CompletableFuture<>();
        List<Long> times = new ArrayList<>();
        long sent = System.nanoTime();
        stub.generate(
                GenerateRequest.newBuilder()
                        .setTier(tier)
                        .setPrompt(prompt)
                        .setMaxTokens(tokens)
                        .setSampling(
                                SamplingParameters.newBuilder().setTopP(1).setRepetitionPenalty(1))
                        .setStop(StopConditions.newBuilder().setIgnoreEnd(true))
                        .build(),
                new StreamObserver<>() {
                    @Override
                    public void onNext(GenerateChunk chunk) {
                        long now = System.nanoTime();
                        for (int i = 0; i < chunk.getTokensCount(); i++) {
                            times.add(now);
                        }
                    }

                    @Override
                    public void onError(Throwable thrown) {
                        heard.completeExceptionally(thrown);
                    }

                    @Override
                    public void onCompleted() {
                        if (times.isEmpty()) {
                            heard.completeExceptionally(
                                    new IllegalStateException(
                                            "answer of tier '%s' is empty: expected %d tokens, got none; look at its log"
                                                    .formatted(tier, tokens)));
                        } else {
                            heard.complete(new Heard(sent, times));
                        }
                    }
                });
        return heard;
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
