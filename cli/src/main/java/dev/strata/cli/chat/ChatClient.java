package dev.strata.cli.chat;

import dev.strata.proto.chat.v1.ChatChunk;
import dev.strata.proto.chat.v1.ChatGrpc;
import dev.strata.proto.chat.v1.ChatRequest;
import dev.strata.proto.chat.v1.ChatResponse;
import dev.strata.proto.chat.v1.FeedbackRequest;
import dev.strata.proto.chat.v1.ListTiersRequest;
import dev.strata.proto.chat.v1.Outcome;
import dev.strata.proto.chat.v1.TierInfo;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A gateway, spoken to over gRPC. */
public final class ChatClient implements AutoCloseable {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> TRACEPARENT =
            Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER);
    private static final Pattern ENDPOINT =
            Pattern.compile("(\\[[0-9a-fA-F:]+\\]|[^\\s:/]+):\\d{1,5}");
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final String endpoint;
    private final ManagedChannel channel;
    private final ChatGrpc.ChatBlockingStub chat;

    /**
     * Speaks in the clear.
     *
     * @param endpoint {@code host:port}
     * @param key sent as bearer token; empty for none
     * @throws IllegalArgumentException where the endpoint is not of that form
     */
    public ChatClient(String endpoint, String key) {
        this(endpoint, key, InsecureChannelCredentials.create());
    }

    /** The same, with {@code credentials}. */
    ChatClient(String endpoint, String key, ChannelCredentials credentials) {
        if (!ENDPOINT.matcher(endpoint).matches()) {
            throw new IllegalArgumentException(
                    "endpoint '%s' is none: expected host:port, such as 127.0.0.1:9090, got other text; correct it"
                            .formatted(endpoint));
        }
        this.endpoint = endpoint;
        channel = NettyChannelBuilder.forTarget("dns:///" + endpoint, credentials).build();
        Metadata metadata = new Metadata();
        if (!key.isEmpty()) {
            metadata.put(AUTHORIZATION, "Bearer " + key);
        }
        chat =
                ChatGrpc.newBlockingStub(channel)
                        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata));
    }

    /**
     * Streams an answer.
     *
     * @param text hears each piece as it comes
     * @return what the mesh did
     * @throws IllegalStateException where the call fails; the message is for people
     */
    public Outcome stream(ChatRequest request, Consumer<String> text) {
        return stream(chat, request, text);
    }

    /** The same, as part of a trace. */
    Outcome stream(ChatRequest request, TraceStart trace, Consumer<String> text) {
        Metadata headers = new Metadata();
        headers.put(TRACEPARENT, trace.traceparent());
        return stream(
                chat.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers)),
                request,
                text);
    }

    private Outcome stream(
            ChatGrpc.ChatBlockingStub stub, ChatRequest request, Consumer<String> text) {
        Outcome outcome = Outcome.getDefaultInstance();
        try {
            Iterator<ChatChunk> chunks =
                    stub.withDeadlineAfter(LIMIT.toSeconds(), TimeUnit.SECONDS).chatStream(request);
            while (chunks.hasNext()) {
                ChatChunk chunk = chunks.next();
                if (!chunk.getDelta().isEmpty()) {
                    text.accept(chunk.getDelta());
                }
                if (chunk.hasOutcome()) {
                    outcome = chunk.getOutcome();
                }
            }
            return outcome;
        } catch (StatusRuntimeException e) {
            throw failure(e);
        }
    }

    /**
     * A whole answer.
     *
     * @throws IllegalStateException where the call fails; the message is for people
     */
    public ChatResponse ask(ChatRequest request) {
        try {
            return chat.withDeadlineAfter(LIMIT.toSeconds(), TimeUnit.SECONDS).chat(request);
        } catch (StatusRuntimeException e) {
            throw failure(e);
        }
    }

    /** Says what somebody thinks of an answer; it is on disk when this returns. */
    public void judge(FeedbackRequest judgement) {
        try {
            var _ = chat.withDeadlineAfter(10, TimeUnit.SECONDS).feedback(judgement);
        } catch (StatusRuntimeException e) {
            throw failure(e);
        }
    }

    /** The tiers, cheapest first. */
    public List<TierInfo> tiers() {
        try {
            return chat.withDeadlineAfter(10, TimeUnit.SECONDS)
                    .listTiers(ListTiersRequest.getDefaultInstance())
                    .getTiersList();
        } catch (StatusRuntimeException e) {
            throw failure(e);
        }
    }

    private IllegalStateException failure(StatusRuntimeException e) {
        return new IllegalStateException(
                "gateway '%s' answered %s: %s"
                        .formatted(endpoint, e.getStatus().getCode(), words(e.getStatus())),
                e);
    }

    /** What a connection failed of stands in the deepest cause, not in gRPC's own words. */
    private static @Nullable String words(Status status) {
        Throwable cause = status.getCause();
        if (cause == null) {
            return status.getDescription();
        }
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage();
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
