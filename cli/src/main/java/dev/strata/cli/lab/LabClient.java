package dev.strata.cli.lab;

import dev.strata.proto.chat.v1.ChatChunk;
import dev.strata.proto.chat.v1.ChatGrpc;
import dev.strata.proto.chat.v1.ChatRequest;
import dev.strata.proto.chat.v1.ChatResponse;
import dev.strata.proto.chat.v1.ListTiersRequest;
import dev.strata.proto.chat.v1.Message;
import dev.strata.proto.chat.v1.Role;
import dev.strata.proto.chat.v1.Sensitivity;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** A client of the public side's gateway, which remembers every request's id. Thread-safe. */
final class LabClient implements AutoCloseable {
    private static final Metadata.Key<String> ID =
            Metadata.Key.of("x-strata-request-id", Metadata.ASCII_STRING_MARSHALLER);

    private final ManagedChannel channel;
    private final Set<String> ids = ConcurrentHashMap.newKeySet();

    LabClient(String host, int port) {
        channel = NettyChannelBuilder.forAddress(host, port).usePlaintext().build();
    }

    /**
     * How a request ended.
     *
     * @param tier that answered; empty where none did
     * @param pieces that came
     * @param error the status; empty where it was answered whole
     */
    record Reply(String tier, int pieces, String error) {
        boolean answered() {
            return error.isEmpty();
        }

        /** Told that nobody may answer it now; neither cut off nor out of time. */
        boolean isRefused() {
            return error.startsWith("UNAVAILABLE");
        }
    }

    /** Ids of all requests that the gateway gave one, however they ended. */
    Set<String> ids() {
        return Set.copyOf(ids);
    }

    boolean isUp(String tier) {
        try {
            return ChatGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(5, TimeUnit.SECONDS)
                    .listTiers(ListTiersRequest.getDefaultInstance())
                    .getTiersList()
                    .stream()
                    .anyMatch(t -> t.getTier().equals(tier) && t.getHealth().equals("up"));
        } catch (StatusRuntimeException _) {
            return false;
        }
    }

    static ChatRequest request(String text, boolean isPrivate, int maxTokens) {
        return ChatRequest.newBuilder()
                .setMaxTokens(maxTokens)
                .setSensitivity(
                        isPrivate
                                ? Sensitivity.SENSITIVITY_PRIVATE
                                : Sensitivity.SENSITIVITY_UNSPECIFIED)
                .addMessages(Message.newBuilder().setRole(Role.ROLE_USER).setContent(text))
                .build();
    }

    Reply ask(ChatRequest request, Duration limit) {
        Call call = new Call();
        try {
            ChatResponse response = call.stub(limit).chat(request);
            return new Reply(response.getOutcome().getTier(), 1, "");
        } catch (StatusRuntimeException e) {
            return new Reply("", 0, words(e.getStatus()));
        } finally {
            call.remember();
        }
    }

    /** Reads a stream to its end; {@code first} runs when its first text is there. */
    Reply stream(ChatRequest request, Duration limit, Runnable first) {
        Call call = new Call();
        int pieces = 0;
        String tier = "";
        try {
            Iterator<ChatChunk> chunks = call.stub(limit).chatStream(request);
            while (chunks.hasNext()) {
                ChatChunk chunk = chunks.next();
                if (chunk.hasOutcome()) {
                    tier = chunk.getOutcome().getTier();
                }
                if (!chunk.getDelta().isEmpty() && pieces++ == 0) {
                    first.run();
                }
            }
            return new Reply(tier, pieces, "");
        } catch (StatusRuntimeException e) {
            return new Reply(tier, pieces, words(e.getStatus()));
        } finally {
            call.remember();
        }
    }

    private static String words(Status status) {
        return status.getCode() + ": " + status.getDescription();
    }

    /** One call with the metadata that come back. */
    private final class Call {
        private final AtomicReference<Metadata> headers = new AtomicReference<>();
        private final AtomicReference<Metadata> trailers = new AtomicReference<>();

        ChatGrpc.ChatBlockingStub stub(Duration limit) {
            return ChatGrpc.newBlockingStub(channel)
                    .withInterceptors(
                            MetadataUtils.newCaptureMetadataInterceptor(headers, trailers))
                    .withDeadlineAfter(limit.toMillis(), TimeUnit.MILLISECONDS);
        }

        void remember() {
            remember(headers.get());
            remember(trailers.get());
        }

        private void remember(Metadata from) {
            String id = from == null ? null : from.get(ID);
            if (id != null) {
                ids.add(id);
            }
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
