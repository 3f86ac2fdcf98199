package dev.strata.cli.bench;

import dev.strata.proto.chat.v1.ChatChunk;
import dev.strata.proto.chat.v1.ChatGrpc;
import dev.strata.proto.chat.v1.ChatRequest;
import dev.strata.proto.chat.v1.ChatResponse;
import dev.strata.proto.chat.v1.Message;
import dev.strata.proto.chat.v1.Role;
import dev.strata.proto.tier.v1.GenerateChunk;
import dev.strata.proto.tier.v1.GenerateRequest;
import dev.strata.proto.tier.v1.TierGrpc;
import dev.strata.proto.tier.v1.Turn;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The ways to the stubs' answers: directly and through the gateway, over gRPC and REST. */
final class BenchClients implements AutoCloseable {
    static final String PATH = "/v1/chat/completions";
    static final int CHANNELS = 4;
    static final String QUESTION =
            "Summarise what the report says of the harvest in the northern valleys. ".repeat(10);

    /** What is asked over REST, of every gateway alike. */
    static String body(String model) {
        return body(model, QUESTION);
    }

    /** The same with a question that needs no escape. */
    static String body(String model, String question) {
        return "{\"model\":\"%s\",\"max_tokens\":64,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
                .formatted(model, question);
    }

    /** What is asked over gRPC. */
    static final ChatRequest UNARY =
            ChatRequest.newBuilder()
                    .setMaxTokens(64)
                    .addMessages(Message.newBuilder().setRole(Role.ROLE_USER).setContent(QUESTION))
                    .build();

    /** The same of the tier that answers in pieces. */
    static final ChatRequest STREAM = UNARY.toBuilder().setModel(StubTier.STREAMING).build();

    private final ManagedChannel tierChannel;
    private final List<ManagedChannel> gatewayChannels;
    private final TierGrpc.TierStub tier;
    private final List<ChatGrpc.ChatStub> chats;
    private final AtomicInteger turn = new AtomicInteger();
    private final HttpSender upstream;
    private final HttpSender gateway;
    private final Queue<Long> overheadNanos = new ConcurrentLinkedQueue<>();
    private final GenerateRequest direct =
            GenerateRequest.newBuilder()
                    .setTier(StubTier.NAME)
                    .setMaxTokens(64)
                    .addMessages(Turn.newBuilder().setRole("user").setContent(QUESTION))
                    .build();

    BenchClients(StubTier stub, StubUpstream upstream, int grpcPort, int httpPort) {
        tierChannel = channel(stub.endpoint(StubTier.NAME));
        tier = TierGrpc.newStub(tierChannel);
        gatewayChannels =
                IntStream.range(0, CHANNELS)
                        .mapToObj(_ -> channel("127.0.0.1:" + grpcPort))
                        .toList();
        chats = gatewayChannels.stream().map(ChatGrpc::newStub).toList();
        this.upstream = new HttpSender(upstream.port(), PATH, body("stub"), Map.of());
        this.gateway = new HttpSender(httpPort, PATH, body("auto"), Map.of());
    }

    private static ManagedChannel channel(String endpoint) {
        return NettyChannelBuilder.forTarget(endpoint).usePlaintext().directExecutor().build();
    }

    /** What the gateway itself says it added to each gRPC answer since the last time. */
    Latencies takeOverheads() {
        long[] nanos = overheadNanos.stream().mapToLong(Long::longValue).toArray();
        overheadNanos.clear();
        return new Latencies(nanos, 0);
    }

    CompletableFuture<?> directGrpc() {
        Answer<GenerateChunk> answer = new Answer<>();
        tier.generate(direct, answer);
        return answer.done;
    }

    CompletableFuture<?> directHttp() {
        return upstream.send();
    }

    CompletableFuture<?> grpc() {
        Answer<ChatResponse> answer = new Answer<>();
        chat().chat(UNARY, answer);
        return answer.done.thenAccept(response -> {
            if (response.getOutcome().getAttemptsCount() != 1) {
                throw new IllegalStateException("the stub's answer was not taken at once");
            }
            overheadNanos.add((long) (response.getOutcome().getOverheadMs() * 1e6));
        });
    }

    /** A stream of {@link StubTier#STREAM_MESSAGES} tokens. */
    CompletableFuture<?> grpcStream() {
        Answer<ChatChunk> answer = new Answer<>();
        chat().chatStream(STREAM, answer);
        return answer.done.thenAccept(_ -> {
            if (answer.messages <= StubTier.STREAM_MESSAGES) {
                throw new IllegalStateException("a stream came short: " + answer.messages);
            }
        });
    }

    CompletableFuture<?> rest() {
        return gateway.send();
    }

    private ChatGrpc.ChatStub chat() {
        return chats.get(Math.floorMod(turn.getAndIncrement(), CHANNELS));
    }

    @Override
    public void close() {
        tierChannel.shutdownNow();
        gatewayChannels.forEach(ManagedChannel::shutdownNow);
        upstream.close();
        gateway.close();
    }

    /** Completes when the call has. */
    private static final class Answer<T> implements StreamObserver<T> {
        private final CompletableFuture<T> done = new CompletableFuture<>();
        private @Nullable T last;
        private int messages;

        @Override
        public void onNext(T message) {
            last = message;
            messages++;
        }

        @Override
        public void onError(Throwable error) {
            done.completeExceptionally(error);
        }

        @Override
        public void onCompleted() {
            T message = last;
            if (message == null) {
                done.completeExceptionally(new IllegalStateException("an empty answer"));
            } else {
                done.complete(message);
            }
        }
    }
}
