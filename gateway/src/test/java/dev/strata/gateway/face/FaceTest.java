package dev.strata.gateway.face;

import dev.strata.gateway.tier.TierDirectory;
import dev.strata.proto.chat.v1.ChatGrpc;
import dev.strata.proto.chat.v1.ChatRequest;
import dev.strata.proto.chat.v1.Message;
import dev.strata.proto.chat.v1.Role;
import dev.strata.router.TierHealth;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.quarkus.grpc.runtime.GrpcServer;
import io.quarkus.value.registry.ValueRegistry;
import io.quarkus.vertx.http.HttpServer;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the tests of both faces share: fake tiers that are up, and clients of both protocols. */
abstract class FaceTest {
    static final Duration LIMIT = Duration.ofSeconds(10);

    @Inject FakeTiers fakes;
    @Inject FakeLogs logs;
    @Inject ValueRegistry ports;
    @Inject TierDirectory directory;

    ManagedChannel channel;
    ChatGrpc.ChatBlockingStub chat;
    final HttpClient http = HttpClient.newHttpClient();

    @BeforeEach
    void connect() {
        fakes.reset();
        logs.reset();
        channel =
                NettyChannelBuilder.forAddress("127.0.0.1", ports.get(GrpcServer.GRPC_PORT))
                        .usePlaintext()
                        .build();
        chat = ChatGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
        await(
                "every tier to be up",
                () ->
                        directory.health().values().stream()
                                .allMatch(health -> health instanceof TierHealth.Up));
    }

    @AfterEach
    void disconnect() {
        channel.shutdownNow();
        http.close();
    }

    static void await(String what, BooleanSupplier condition) {
        Instant end = Instant.now().plus(LIMIT);
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("waited in vain for " + what);
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    static ChatRequest ask(String content) {
        return ChatRequest.newBuilder()
                .addMessages(Message.newBuilder().setRole(Role.ROLE_USER).setContent(content))
                .build();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + ports.get(HttpServer.HTTP_PORT) + path);
    }

    HttpResponse<String> post(String body, String... headers)
            throws IOException, InterruptedException {
        return post(HttpRequest.BodyPublishers.ofString(body), headers);
    }

    HttpResponse<String> post(HttpRequest.BodyPublisher body, String... headers)
            throws IOException, InterruptedException {
        return postTo("/v1/chat/completions", body, headers);
    }

    HttpResponse<String> postTo(String path, HttpRequest.BodyPublisher body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(20)).POST(body);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }
}
