package dev.strata.cli.chat;

import dev.strata.proto.chat.v1.AttemptSummary;
import dev.strata.proto.chat.v1.ChatChunk;
import dev.strata.proto.chat.v1.ChatGrpc;
import dev.strata.proto.chat.v1.ChatRequest;
import dev.strata.proto.chat.v1.Outcome;
import dev.strata.proto.chat.v1.Usage;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A gateway on loopback that answers in two pieces, or fails when asked to. */
public final class FakeGateway extends ChatGrpc.ChatImplBase implements AutoCloseable {
    /** What it was asked, in order. */
    public final List<ChatRequest> asked = new CopyOnWriteArrayList<>();

    /** The traceparent of each call, in order; empty for none. */
    public final List<String> traceparents = new CopyOnWriteArrayList<>();

    private final Server server;

    public FakeGateway() throws IOException {
        server =
                NettyServerBuilder.forAddress(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                        .addService(ServerInterceptors.intercept(this, new Traceparents()))
                        .build()
                        .start();
    }

    private final class Traceparents implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            String header =
                    headers.get(Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER));
            traceparents.add(header == null ? "" : header);
            return next.startCall(call, headers);
        }
    }

    public String endpoint() {
        return "127.0.0.1:" + server.getPort();
    }

    public static Outcome outcome() {
        Usage usage = Usage.newBuilder().setPromptTokens(10).setCompletionTokens(21).build();
        return Outcome.newBuilder()
                .setRequestId("r-1")
                .setTier("v2")
                .setModel("two")
                .setReasonCode("DIFFICULTY_EASY")
                .setReason("easy")
                .setUsage(usage)
                .setUsageTotal(usage.toBuilder().setPromptTokens(20))
                .setCost(.5)
                .setOverheadMs(1.25)
                .setPrivacyToken("floor")
                .addAttempts(
                        AttemptSummary.newBuilder()
                                .setTier("v1")
                                .setOutcome("escalated")
                                .setReason("unsure"))
                .addAttempts(
                        AttemptSummary.newBuilder()
                                .setTier("v2")
                                .setOutcome("committed")
                                .setTimeToFirstTokenMs(100)
                                .setDurationMs(1100)
                                .setUsage(usage))
                .build();
    }

    @Override
    public void chatStream(ChatRequest request, StreamObserver<ChatChunk> answer) {
        asked.add(request);
        String last = request.getMessages(request.getMessagesCount() - 1).getContent();
        if (last.equals("fail")) {
            answer.onError(Status.INVALID_ARGUMENT.withDescription("too odd").asRuntimeException());
            return;
        }
        answer.onNext(ChatChunk.newBuilder().setDelta("Pa").build());
        answer.onNext(ChatChunk.newBuilder().setDelta("ris").build());
        answer.onNext(ChatChunk.newBuilder().setOutcome(outcome()).build());
        answer.onCompleted();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
