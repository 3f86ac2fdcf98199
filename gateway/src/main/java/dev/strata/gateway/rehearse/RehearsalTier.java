package dev.strata.gateway.rehearse;

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
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A tier without a model, on a free port of the loopback: every answer is the same. */
final class RehearsalTier extends TierGrpc.TierImplBase implements AutoCloseable {
    static final String NAME = "v1";
    static final String WORD = "well ";
    private static final int WORDS = 8;
    private static final int CONTEXT_TOKENS = 8192;
    private static final int QUEUE = 1000;
    private static final float LOGPROB = -.01f;
    private static final float ENTROPY = .02f;

    private final Server server;

    private RehearsalTier() throws IOException {
        server =
                NettyServerBuilder.forAddress(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                        .directExecutor()
                        .addService(this)
                        .build()
                        .start();
    }

    /** Listens from now on. */
    static RehearsalTier start() throws IOException {
        return new RehearsalTier();
    }

    /** Where a gateway finds it. */
    String endpoint() {
        return "127.0.0.1:" + server.getPort();
    }

    @Override
    public void describe(DescribeRequest request, StreamObserver<DescribeResponse> answer) {
        answer.onNext(
                DescribeResponse.newBuilder()
                        .setZone("public")
                        .setClockMillis(System.currentTimeMillis())
                        .addModels(
                                ModelDescription.newBuilder()
                                        .setTier(NAME)
                                        .setModel("rehearsal")
                                        .setPrecision("exact")
                                        .setContextTokens(CONTEXT_TOKENS)
                                        .addCapabilities("chat")
                                        .setState("ready")
                                        .setLoad(Load.newBuilder().setQueueCapacity(QUEUE)))
                        .build());
        answer.onCompleted();
    }

    @Override
    public void generate(GenerateRequest request, StreamObserver<GenerateChunk> answer) {
        answer.onNext(
                GenerateChunk.newBuilder()
                        .setPrefilled(Prefilled.newBuilder().setPromptTokens(WORDS))
                        .build());
        for (int word = 0; word < WORDS; word++) {
            answer.onNext(
                    GenerateChunk.newBuilder()
                            .setText(WORD)
                            .addTokens(
                                    Token.newBuilder()
                                            .setId(word)
                                            .setText(ByteString.copyFromUtf8(WORD))
                                            .setLogprob(LOGPROB)
                                            .setEntropy(ENTROPY))
                            .build());
        }
        answer.onNext(
                GenerateChunk.newBuilder()
                        .setFinished(
                                Finished.newBuilder()
                                        .setReason(FinishReason.FINISH_REASON_STOP)
                                        .setPromptTokens(WORDS)
                                        .setCompletionTokens(WORDS))
                        .build());
        answer.onCompleted();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
