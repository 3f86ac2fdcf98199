package dev.strata.gateway.rehearse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.strata.process.ReadyReport;
import dev.strata.proto.chat.v1.ChatGrpc;
import dev.strata.proto.chat.v1.ChatRequest;
import dev.strata.proto.chat.v1.Message;
import dev.strata.proto.chat.v1.Role;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;

/** Clients of both faces, who ask a few times each. */
final class RehearsalClients {
    private static final String KEY = "Bearer strata-demo";
    private static final String QUESTION = "How far is the moon from us?";
    private static final int TIMEOUT_MILLIS = 20_000;

    private final int http;
    private final int grpc;

    RehearsalClients(ReadyReport gateway) {
        this.http = gateway.port("http");
        this.grpc = gateway.port("grpc");
    }

    /**
     * Asks for everything that most clients ask for, {@code rounds} times.
     *
     * @throws IllegalStateException where an answer is not the tier's
     */
    void ask(int rounds) throws IOException {
        ManagedChannel channel =
                NettyChannelBuilder.forAddress("127.0.0.1", grpc).usePlaintext().build();
        try {
            for (int round = 0; round < rounds; round++) {
                rest(round);
                grpc(channel, round);
            }
        } finally {
            channel.shutdownNow();
        }
    }

    private void rest(int round) throws IOException {
        get("/q/health/ready", "UP");
        get("/v1/models", RehearsalTier.NAME);
        post("/v1/chat/completions", chat(round, false), RehearsalTier.WORD);
        post("/v1/chat/completions", chat(round, true), "[DONE]");
    }

    private void grpc(ManagedChannel channel, int round) {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), KEY);
        ChatGrpc.ChatBlockingStub stub =
                ChatGrpc.newBlockingStub(channel)
                        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                        .withDeadlineAfter(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
        ChatRequest request =
                ChatRequest.newBuilder()
                        .addMessages(
                                Message.newBuilder()
                                        .setRole(Role.ROLE_USER)
                                        .setContent(QUESTION + " " + round))
                        .build();
        require("Chat", stub.chat(request).toString(), RehearsalTier.WORD);
        StringBuilder told = new StringBuilder();
        stub.chatStream(request).forEachRemaining(told::append);
        require("ChatStream", told.toString(), RehearsalTier.WORD);
    }

    private static String chat(int round, boolean stream) {
        return """
        {"model": "auto", "stream": %s, "messages": [{"role": "user", "content": "%s %d"}]}
        """
                .formatted(stream, QUESTION, round);
    }

    private void get(String path, String wanted) throws IOException {
        http("GET " + path + " HTTP/1.1\r\n", "", wanted);
    }

    private void post(String path, String body, String wanted) throws IOException {
        http("POST " + path + " HTTP/1.1\r\ncontent-type: application/json\r\n", body, wanted);
    }

    /** By hand: a client's library would be remembered too. */
    private void http(String head, String body, String wanted) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        String request =
                "%shost: rehearsal\r\nauthorization: %s\r\nconnection: close\r\ncontent-length: %d\r\n\r\n"
                        .formatted(head, KEY, bytes.length);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), http)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            String told = new String(socket.getInputStream().readAllBytes(), UTF_8);
            require(head.substring(0, head.indexOf('\r')), told, wanted);
        }
    }

    private static void require(String call, String told, String wanted) {
        if (!told.contains(wanted)) {
            throw new IllegalStateException(
                    "rehearsal of '%s' failed: expected '%s' in the answer, got %s; mend the gateway"
                            .formatted(call, wanted, told));
        }
    }
}
