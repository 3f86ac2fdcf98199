package dev.strata.cli.bench;

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
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The three ways to the stub tier's answer: directly, through gRPC and through REST. */
final class BenchClients implements AutoCloseable {
    private static final String QUESTION =
            "Summarise what the report says of the harvest in the northern valleys. ".repeat(10);

    private final ManagedChannel tierChannel;
    private final ManagedChannel gatewayChannel;
    private final TierGrpc.TierStub tier;
    private final ChatGrpc.ChatStub chat;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final HttpRequest post;
    private final Queue<Long> overheadNanos = new ConcurrentLinkedQueue<>();

    private final GenerateRequest direct =
            GenerateRequest.newBuilder()
                    .setTier(StubTier.NAME)
                    .setMaxTokens(64)
                    .addMessages(Turn.newBuilder().setRole("user").setContent(QUESTION))
                    .build();
    private final ChatRequest question =
            ChatRequest.newBuilder()
                    .setMaxTokens(64)
                    .addMessages(Message.newBuilder().setRole(Role.ROLE_USER).setContent(QUESTION))
                    .build();

    BenchClients(String tierEndpoint, int grpcPort, int httpPort) {
        tierChannel = channel(tierEndpoint);
        gatewayChannel = channel("127.0.0.1:" + grpcPort);
        tier = TierGrpc.newStub(tierChannel);
        chat = ChatGrpc.newStub(gatewayChannel);
        post =
                HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + httpPort + "/v1/chat/completions"))
                        .header("content-type", "application/json")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        "{\"max_tokens\":64,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
                                                .formatted(QUESTION)))
                        .build();
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

    /** All of them. */
    List<Supplier<CompletableFuture<?>>> all() {
        return List.of(this::direct, this::grpc, this::rest);
    }

    CompletableFuture<?> direct() {
        Answer<GenerateChunk> answer = new Answer<>();
        tier.generate(direct, answer);
        return answer.done;
    }

    CompletableFuture<?> grpc() {
        Answer<ChatResponse> answer = new Answer<>();
        chat.chat(question, answer);
        return answer.done.thenAccept(response ->
                overheadNanos.add((long) (response.getOutcome().getOverheadMs() * 1e6)));
    }

    CompletableFuture<?> rest() {
        return http.sendAsync(post, HttpResponse.BodyHandlers.ofByteArray())
                .thenAccept(response -> {
                    if (response.statusCode() != 200) {
                        throw new IllegalStateException(
                                "gateway answered " + response.statusCode());
                    }
                });
    }

    @Override
    public void close() {
        tierChannel.shutdownNow();
        gatewayChannel.shutdownNow();
        http.shutdownNow();
    }

    /** Completes when the call has. */
    private static final class Answer<T> implements StreamObserver<T> {
        private final CompletableFuture<T> done = new CompletableFuture<>();
        private @Nullable T last;

        @Override
        public void onNext(T message) {
            last = message;
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
