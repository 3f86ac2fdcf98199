package dev.strata.cli.bench;

import com.google.protobuf.ByteString;
import dev.strata.proto.tier.v1.DescribeRequest;
import dev.strata.proto.tier.v1.DescribeResponse;
import dev.strata.proto.tier.v1.FinishReason;
import dev.strata.proto.tier.v1.Finished;
import dev.strata.proto.tier.v1.GenerateChunk;
import dev.strata.proto.tier.v1.GenerateRequest;
import dev.strata.proto.tier.v1.Load;
import dev.strata.proto.tier.v1.ModelDescription;
import dev.strata.proto.tier.v1.Prefilled;
import dev.strata.proto.tier.v1.TierGrpc;
import dev.strata.proto.tier.v1.Token;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.TreeMap;

/**
 * Two tiers that have their answers ready: one chunk of 600 bytes, and a stream of 32 tokens. What
 * remains is the way there.
 */
final class StubTier extends TierGrpc.TierImplBase implements AutoCloseable {
    static final String NAME = "v1";
    static final String STREAMING = "v2";
    static final int ANSWER_BYTES = 600;
    static final int STREAM_MESSAGES = 32;

    static final GenerateChunk PREFILLED =
            GenerateChunk.newBuilder()
                    .setPrefilled(Prefilled.newBuilder().setPromptTokens(150))
                    .build();
    private static final GenerateChunk ANSWER =
            GenerateChunk.newBuilder()
                    .setText("x".repeat(ANSWER_BYTES))
                    .addTokens(
                            Token.newBuilder()
                                    .setId(1)
                                    .setText(ByteString.copyFromUtf8("x".repeat(ANSWER_BYTES)))
                                    .setLogprob(-0.01f)
                                    .setEntropy(0.02f))
                    .build();
    static final GenerateChunk PIECE =
            GenerateChunk.newBuilder()
                    .setText("harvest ")
                    .addTokens(
                            Token.newBuilder()
                                    .setId(2)
                                    .setText(ByteString.copyFromUtf8("harvest "))
                                    .setLogprob(-0.01f)
                                    .setEntropy(0.02f))
                    .build();
    static final GenerateChunk END =
            GenerateChunk.newBuilder()
                    .setFinished(
                            Finished.newBuilder()
                                    .setReason(FinishReason.FINISH_REASON_STOP)
                                    .setPromptTokens(150)
                                    .setCompletionTokens(1))
                    .build();
    private static final DescribeResponse DESCRIPTION =
            DescribeResponse.newBuilder()
                    .setZone("public")
                    .addModels(model(NAME))
                    .addModels(model(STREAMING))
                    .build();

    private final Server server;

    static ModelDescription.Builder model(String tier) {
        return ModelDescription.newBuilder()
                .setTier(tier)
                .setModel("stub-" + tier)
                .setPrecision("exact")
                .setContextTokens(8192)
                .addCapabilities("chat")
                .setState("ready")
                .setLoad(Load.newBuilder().setQueueCapacity(100_000));
    }

    StubTier() {
        server = listening(this, "stub tier");
    }

    /** A server of {@code tier} on a free port of the loopback. */
    static Server listening(BindableService tier, String name) {
        try {
            return NettyServerBuilder.forAddress(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .directExecutor()
                    .addService(tier)
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("the " + name + " cannot listen", e);
        }
    }

    String endpoint() {
        return "127.0.0.1:" + server.getPort();
    }

    @Override
    public void describe(DescribeRequest request, StreamObserver<DescribeResponse> observer) {
        observer.onNext(DESCRIPTION);
        observer.onCompleted();
    }

    @Override
    public void generate(GenerateRequest request, StreamObserver<GenerateChunk> observer) {
        observer.onNext(PREFILLED);
        if (request.getTier().equals(STREAMING)) {
            for (int i = 0; i < STREAM_MESSAGES; i++) {
                observer.onNext(PIECE);
            }
        } else {
            observer.onNext(ANSWER);
        }
        observer.onNext(END);
        observer.onCompleted();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    /** How a gateway is told of this tier. */
    Map<String, String> properties() {
        Map<String, String> properties = new TreeMap<>();
        properties.put("strata.tiers." + NAME + ".endpoint", endpoint());
        properties.put("strata.tiers." + STREAMING + ".endpoint", endpoint());
        properties.put("strata.cascade.calibration", "generic");
        return properties;
    }
}
