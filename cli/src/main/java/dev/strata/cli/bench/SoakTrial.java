package dev.strata.cli.bench;

import dev.strata.proto.chat.v1.ChatChunk;
import dev.strata.proto.chat.v1.ChatGrpc;
import dev.strata.proto.chat.v1.ChatRequest;
import dev.strata.proto.chat.v1.ChatResponse;
import dev.strata.proto.chat.v1.Message;
import dev.strata.proto.chat.v1.Role;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures a gateway's memory over minutes of load: REST, unary calls and streams by turns, no two
 * alike. What it remembers of so many conversations is filled up first.
 *
 * @param minutes of load
 * @param rate requests a second, over all ways
 * @param err where each minute is told
 */
record SoakTrial(int minutes, int rate, PrintWriter err) {
    /** More than the floors of conversations that a gateway keeps. */
    private static final int FILL = 110_000;

    private static final int FILL_LANES = 64;
    private static final Duration FILL_SLICE = Duration.ofSeconds(5);
    private static final int MOST_SLICES = 24;
    private static final int WAYS = 3;

    /** Part of a minute that the look itself may take. */
    private static final Duration LOOK = Duration.ofSeconds(2);

    SoakFigures measure() throws IOException, InterruptedException {
        try (StubTier stub = new StubTier();
                GatewayUnderTest gateway = GatewayUnderTest.start(stub);
                Load load = new Load(gateway.grpcPort(), gateway.httpPort())) {
            fill(load);
            List<SoakFigures.Minute> told = new ArrayList<>();
            for (int minute = 0; minute <= minutes; minute++) {
                List<Latencies> ways =
                        new OpenLoop(Math.max(1, rate / WAYS))
                                .run(
                                        Duration.ofMinutes(1).minus(LOOK),
                                        List.of(load::rest, load::unary, load::stream));
                int failed = ways.stream().mapToInt(Latencies::failed).sum();
                int answered = ways.stream().mapToInt(Latencies::answered).sum();
                told.add(
                        new SoakFigures.Minute(
                                minute, answered, failed, JavaMemory.of(gateway.pid())));
                err.println(told.getLast().words(minutes));
                err.flush();
            }
            return new SoakFigures(rate, told);
        }
    }

    private void fill(Load load) throws InterruptedException {
        err.println("filling what the gateway remembers of conversations");
        err.flush();
        long answers = 0;
        for (int i = 0; i < MOST_SLICES && answers < FILL; i++) {
            answers += ClosedLoop.answers(FILL_LANES, FILL_SLICE, load::unary);
        }
    }

    /** Requests of which no two are alike. */
    private static final class Load implements AutoCloseable {
        private final ManagedChannel channel;
        private final ChatGrpc.ChatStub chat;
        private final HttpSender http;
        private final AtomicLong turn = new AtomicLong();

        Load(int grpcPort, int httpPort) {
            channel =
                    NettyChannelBuilder.forAddress("127.0.0.1", grpcPort)
                            .usePlaintext()
                            .directExecutor()
                            .build();
            chat = ChatGrpc.newStub(channel);
            http = new HttpSender(httpPort, BenchClients.PATH, "", Map.of());
        }

        private String question() {
            return "Question %d. %s".formatted(turn.incrementAndGet(), BenchClients.QUESTION);
        }

        private ChatRequest request(String model) {
            return ChatRequest.newBuilder()
                    .setModel(model)
                    .setMaxTokens(64)
                    .addMessages(
                            Message.newBuilder().setRole(Role.ROLE_USER).setContent(question()))
                    .build();
        }

        CompletableFuture<?> rest() {
            return http.send(BenchClients.body("auto", question()));
        }

        CompletableFuture<?> unary() {
            Ended<ChatResponse> ended = new Ended<>(new CompletableFuture<>());
            chat.chat(request(""), ended);
            return ended.done();
        }

        CompletableFuture<?> stream() {
            Ended<ChatChunk> ended = new Ended<>(new CompletableFuture<>());
            chat.chatStream(request(StubTier.STREAMING), ended);
            return ended.done();
        }

        @Override
        public void close() {
            channel.shutdownNow();
            http.close();
        }
    }

    private record Ended<T>(CompletableFuture<Void> done) implements StreamObserver<T> {
        @Override
        public void onNext(T message) {}

        @Override
        public void onError(Throwable error) {
            done.completeExceptionally(error);
        }

        @Override
        public void onCompleted() {
            done.complete(null);
        }
    }
}
