package dev.strata.cli.bench;

import dev.strata.proto.chat.v1.ChatGrpc;
import dev.strata.proto.chat.v1.ChatRequest;
import dev.strata.proto.chat.v1.ChatResponse;
import dev.strata.proto.chat.v1.Message;
import dev.strata.proto.chat.v1.Role;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Requests at a steady rate, and the ids of those that were answered. */
final class OutageLoad {
    private final int perSecond;
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> failures = new ConcurrentHashMap<>();
    private final AtomicInteger open = new AtomicInteger();
    private int sent;

    OutageLoad(int perSecond) {
        this.perSecond = perSecond;
    }

    /** Sends {@code count} requests to the gateway on {@code port} and waits for their ends. */
    void send(int count, int port) {
        ManagedChannel channel =
                NettyChannelBuilder.forTarget("127.0.0.1:" + port)
                        .usePlaintext()
                        .directExecutor()
                        .build();
        try {
            ChatGrpc.ChatStub chat = ChatGrpc.newStub(channel);
            long begin = System.nanoTime();
            for (int i = 0; i < count; i++) {
                awaitNanoTime(begin + i * 1_000_000_000L / perSecond);
                open.incrementAndGet();
                chat.withDeadlineAfter(20, TimeUnit.SECONDS).chat(question(sent++), new Answer());
            }
            awaitEnds();
        } finally {
            channel.shutdownNow();
        }
    }

    private void awaitEnds() {
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(25);
        while (open.get() > 0 && System.nanoTime() < limit) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Requests sent so far. */
    int sent() {
        return sent;
    }

    /** Requests that had an error for an answer until now, by its gRPC status. */
    SortedMap<String, Integer> failures() {
        return new TreeMap<>(failures);
    }

    /** Ids of the requests answered until now. */
    Set<String> accepted() {
        return new HashSet<>(accepted);
    }

    private static ChatRequest question(int number) {
        return ChatRequest.newBuilder()
                .setMaxTokens(64)
                .setConversationId("conversation-" + number % 1000)
                .addMessages(
                        Message.newBuilder()
                                .setRole(Role.ROLE_USER)
                                .setContent(
                                        "What does report %d say of the harvest in the northern valleys?"
                                                .formatted(number)))
                .build();
    }

    private static void awaitNanoTime(long at) {
        for (long left = at - System.nanoTime(); left > 0; left = at - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** Takes one request's end. */
    private final class Answer implements StreamObserver<ChatResponse> {
        @Override
        public void onNext(ChatResponse response) {
            accepted.add(response.getOutcome().getRequestId());
        }

        @Override
        public void onError(Throwable error) {
            failures.merge(Status.fromThrowable(error).getCode().name(), 1, Integer::sum);
            open.decrementAndGet();
        }

        @Override
        public void onCompleted() {
            open.decrementAndGet();
        }
    }
}
