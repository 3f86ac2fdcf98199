package dev.strata.cli.bench;

import dev.strata.proto.tier.v1.DescribeRequest;
import dev.strata.proto.tier.v1.DescribeResponse;
import dev.strata.proto.tier.v1.GenerateChunk;
import dev.strata.proto.tier.v1.GenerateRequest;
import dev.strata.proto.tier.v1.TierGrpc;
import io.grpc.Server;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A tier whose answers go on until they are released: each begins with one token at once, and all
 * that are open share a fixed number of further tokens a second. An answer of one token ends with
 * it.
 */
final class HoldingTier extends TierGrpc.TierImplBase implements AutoCloseable {
    /** Of all open answers together. */
    static final int TOKENS_PER_SECOND = 2000;

    private static final int TICKS_PER_SECOND = 100;

    private final Queue<ServerCallStreamObserver<GenerateChunk>> open =
            new ConcurrentLinkedQueue<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final Server server;
    private volatile boolean released;

    HoldingTier() {
        server = StubTier.listening(this, "holding tier");
        long tick = TimeUnit.SECONDS.toNanos(1) / TICKS_PER_SECOND;
        var _ = clock.scheduleAtFixedRate(this::tick, tick, tick, TimeUnit.NANOSECONDS);
    }

    int port() {
        return server.getPort();
    }

    /** How a gateway is told of this tier. */
    Map<String, String> properties() {
        return Map.of(
                "strata.tiers." + StubTier.NAME + ".endpoint",
                "127.0.0.1:" + port(),
                "strata.cascade.calibration",
                "generic");
    }

    @Override
    public void describe(DescribeRequest request, StreamObserver<DescribeResponse> observer) {
        observer.onNext(
                DescribeResponse.newBuilder()
                        .setZone("public")
                        .addModels(StubTier.model(StubTier.NAME))
                        .build());
        observer.onCompleted();
    }

    @Override
    public void generate(GenerateRequest request, StreamObserver<GenerateChunk> observer) {
        var stream = (ServerCallStreamObserver<GenerateChunk>) observer;
        stream.setOnCancelHandler(() -> open.remove(stream));
        stream.onNext(StubTier.PREFILLED);
        stream.onNext(StubTier.PIECE);
        if (request.getMaxTokens() == 1) {
            end(stream);
        } else {
            open.add(stream);
        }
    }

    /** From now on only this thread speaks on an open answer. */
    private void tick() {
        if (released) {
            for (var stream = open.poll(); stream != null; stream = open.poll()) {
                end(stream);
            }
            return;
        }
        int tokens = Math.min(open.size(), TOKENS_PER_SECOND / TICKS_PER_SECOND);
        for (int i = 0; i < tokens; i++) {
            var stream = open.poll();
            if (stream != null && !stream.isCancelled()) {
                stream.onNext(StubTier.PIECE);
                open.add(stream);
            }
        }
    }

    private static void end(ServerCallStreamObserver<GenerateChunk> stream) {
        if (!stream.isCancelled()) {
            stream.onNext(StubTier.END);
            stream.onCompleted();
        }
    }

    /** Ends all answers that are open. */
    void release() {
        released = true;
    }

    @Override
    public void close() {
        clock.shutdownNow();
        server.shutdownNow();
    }
}
