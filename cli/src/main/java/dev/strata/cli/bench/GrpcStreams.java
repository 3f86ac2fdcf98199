package dev.strata.cli.bench;

import dev.strata.proto.chat.v1.ChatGrpc;
import dev.strata.proto.chat.v1.ChatRequest;
import dev.strata.proto.chat.v1.Message;
import dev.strata.proto.chat.v1.Role;
import dev.strata.proto.tier.v1.GenerateRequest;
import dev.strata.proto.tier.v1.TierGrpc;
import dev.strata.proto.tier.v1.Turn;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Opens streams over gRPC, at a gateway and at its tier itself. Thread-safe. */
final class GrpcStreams implements AutoCloseable {
    private static final int CHANNELS = 4;

    private final ManagedChannel tierChannel;
    private final List<ManagedChannel> gatewayChannels;
    private final TierGrpc.TierStub tier;
    private final List<ChatGrpc.ChatStub> chats;
    private final AtomicInteger turn = new AtomicInteger();

    GrpcStreams(int tierPort, int gatewayPort) {
        tierChannel = channel(tierPort);
        tier = TierGrpc.newStub(tierChannel);
        gatewayChannels = IntStream.range(0, CHANNELS).mapToObj(_ -> channel(gatewayPort)).toList();
        chats = gatewayChannels.stream().map(ChatGrpc::newStub).toList();
    }

    private static ManagedChannel channel(int port) {
        return NettyChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .directExecutor()
                .build();
    }

    /** Asks the tier itself for an answer of so many tokens at most. */
    OpenedStream direct(int maxTokens) {
        OpenedStream stream = new OpenedStream();
        tier.generate(
                GenerateRequest.newBuilder()
                        .setTier(StubTier.NAME)
                        .setMaxTokens(maxTokens)
                        .addMessages(
                                Turn.newBuilder().setRole("user").setContent(BenchClients.QUESTION))
                        .build(),
                new Listening<>(stream, chunk -> !chunk.getText().isEmpty()));
        return stream;
    }

    /** Asks the gateway for an answer of so many tokens at most. */
    OpenedStream open(int maxTokens) {
        OpenedStream stream = new OpenedStream();
        chats.get(Math.floorMod(turn.getAndIncrement(), CHANNELS))
                .chatStream(
                        ChatRequest.newBuilder()
                                .setModel(StubTier.NAME)
                                .setMaxTokens(maxTokens)
                                .addMessages(
                                        Message.newBuilder()
                                                .setRole(Role.ROLE_USER)
                                                .setContent(BenchClients.QUESTION))
                                .build(),
                        new Listening<>(stream, chunk -> !chunk.getDelta().isEmpty()));
        return stream;
    }

    @Override
    public void close() {
        tierChannel.shutdownNow();
        gatewayChannels.forEach(ManagedChannel::shutdownNow);
    }

    private record Listening<T>(OpenedStream stream, Predicate<T> speaks)
            implements StreamObserver<T> {
        @Override
        public void onNext(T message) {
            if (speaks.test(message)) {
                stream.spoke();
            }
        }

        @Override
        public void onError(Throwable error) {
            stream.fail(error);
        }

        @Override
        public void onCompleted() {
            stream.end();
        }
    }
}
