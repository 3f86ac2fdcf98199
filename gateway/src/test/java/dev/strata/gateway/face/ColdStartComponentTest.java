package dev.strata.gateway.face;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.gateway.admit.Admission;
import dev.strata.gateway.tier.TierDirectory;
import dev.strata.proto.chat.v1.ChatGrpc;
import dev.strata.proto.chat.v1.ChatRequest;
import dev.strata.proto.chat.v1.ChatResponse;
import dev.strata.proto.event.v1.TrafficEvent;
import dev.strata.service.GrpcError;
import io.grpc.ManagedChannel;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.grpc.runtime.GrpcServer;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.value.registry.ValueRegistry;
import io.quarkus.vertx.http.HttpServer;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** Requests for tiers at no pod. V3 has not said yet what it runs when the first test begins. */
@QuarkusTest
@TestProfile(ColdStartComponentTest.Profile.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(60)
class ColdStartComponentTest {
    @Inject FakeTiers fakes;
    @Inject FakeLogs logs;
    @Inject ValueRegistry ports;
    @Inject TierDirectory directory;
    @Inject Admission admission;
    @Inject MeterRegistry registry;
    @Inject Event<ShutdownDelayInitiatedEvent> end;

    private ManagedChannel channel;

    /** V2 is waited for less long than it takes to look at it again. */
    public static class Profile extends FaceProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "test.at-no-pod", "v3",
                    "test.cold-start-wait.v1", "10m",
                    "test.cold-start-wait.v2", "100ms",
                    "test.cold-start-wait.v3", "10m");
        }
    }

    @BeforeEach
    void connect() {
        logs.reset();
        channel =
                NettyChannelBuilder.forAddress("127.0.0.1", ports.get(GrpcServer.GRPC_PORT))
                        .usePlaintext()
                        .build();
        FaceTest.await("v1 to be up", () -> directory.isUp("v1") && directory.isUp("v2"));
    }

    @AfterEach
    void nothingIsLeft() {
        channel.shutdownNow();
        fakes.reset();
        FaceTest.await("no place to be taken", () -> admission.inFlight() == 0);
        for (String tier : directory.names()) {
            assertEquals(0, waiting(tier));
        }
    }

    @Test
    @Order(1)
    void chat_pinnedTierThatNeverTold_isAnsweredOnceItDoes() throws Exception {
        assertTrue(directory.state("v3").model().isEmpty());
        Future<ChatResponse> answer = ask(FaceTest.ask("hello").toBuilder().setModel("v3").build());
        FaceTest.await("the request to wait", () -> waiting("v3") == 1);

        fakes.tier("v3").down(false);

        assertEquals("v3", answer.get().getOutcome().getTier());
        assertEquals("", logs.onlyEvent().getErrorType());
    }

    @Test
    @Order(2)
    void chat_tierDown_waitsAndIsAnsweredByTheTierThatCame() throws Exception {
        down("v1");
        double unmet = unmet("v1");
        Future<ChatResponse> answer = ask(FaceTest.ask("hello"));
        FaceTest.await("the request to wait", () -> waiting("v1") == 1);
        assertEquals(1, admission.inFlight());
        assertEquals(unmet + 1, unmet("v1"));

        fakes.tier("v1").down(false);

        assertEquals("v1", answer.get().getOutcome().getTier());
        assertEquals("", logs.onlyEvent().getErrorType());
        assertEquals(unmet + 1, unmet("v1"));
    }

    @Test
    @Order(3)
    void chat_waitIsOver_goesUp() throws Exception {
        FaceTest.await("v3 to be up", () -> directory.isUp("v3"));
        down("v2");
        double unmet = unmet("v2");

        HttpResponse<String> response = withTools();

        assertEquals(200, response.statusCode(), response.body());
        assertEquals("v3", response.headers().firstValue("x-strata-tier").orElse(""));
        assertEquals("", logs.onlyEvent().getErrorType());
        assertEquals(unmet + 1, unmet("v2"));
    }

    @Test
    @Order(4)
    void chat_waitOfPinnedTierIsOver_isRefused() throws Exception {
        down("v2");

        ExecutionException refused =
                assertThrows(
                        ExecutionException.class,
                        () -> ask(FaceTest.ask("hello").toBuilder().setModel("v2").build()).get());

        GrpcError error = GrpcError.from((StatusRuntimeException) refused.getCause());
        assertEquals("TIERS_UNAVAILABLE", error.reason());
        assertEquals("TIERS_UNAVAILABLE", logs.onlyEvent().getErrorType());
    }

    @Test
    @Order(5)
    void chat_clientLeaves_endsAtOnce() throws Exception {
        down("v1");
        Future<ChatResponse> answer = ask(FaceTest.ask("hello"));
        FaceTest.await("the request to wait", () -> waiting("v1") == 1);

        answer.cancel(true);

        TrafficEvent event = logs.onlyEvent();
        assertEquals("CLIENT_GONE", event.getErrorType());
        FaceTest.await("the request to be gone", () -> waiting("v1") == 0);
        assertEquals(0, fakes.tier("v1").calls().size());
    }

    @Test
    @Order(6)
    void chat_deadlineDuringTheWait_endsIt() throws Exception {
        down("v1");

        Future<ChatResponse> answer =
                ChatGrpc.newFutureStub(channel)
                        .withDeadlineAfter(1500, TimeUnit.MILLISECONDS)
                        .chat(FaceTest.ask("hello"));

        ExecutionException late = assertThrows(ExecutionException.class, answer::get);
        assertEquals(
                Code.DEADLINE_EXCEEDED,
                ((StatusRuntimeException) late.getCause()).getStatus().getCode());
        assertTrue(logs.onlyEvent().getErrorType().matches("CLIENT_GONE|DEADLINE_EXCEEDED"));
    }

    /** The last: this application takes no more requests then. */
    @Test
    @Order(7)
    void drain_requestWaits_isEndedAtOnce() throws Exception {
        down("v1");
        Future<ChatResponse> answer = ask(FaceTest.ask("hello"));
        FaceTest.await("the request to wait", () -> waiting("v1") == 1);

        end.fire(new ShutdownDelayInitiatedEvent());

        ExecutionException cut = assertThrows(ExecutionException.class, answer::get);
        assertEquals("STOPPING", GrpcError.from((StatusRuntimeException) cut.getCause()).reason());
        assertEquals("STOPPING", logs.onlyEvent().getErrorType());
    }

    private Future<ChatResponse> ask(ChatRequest request) {
        return ChatGrpc.newFutureStub(channel)
                .withDeadlineAfter(40, TimeUnit.SECONDS)
                .chat(request);
    }

    /** Only v2 and v3 know tools, so that it begins at v2. */
    private HttpResponse<String> withTools() throws Exception {
        String body =
                """
                {"messages":[{"role":"user","content":"hello"}],"tools":[{"type":"function",
                "function":{"name":"now","parameters":{"type":"object","properties":{}}}}]}
                """;
        URI uri =
                URI.create(
                        "http://127.0.0.1:"
                                + ports.get(HttpServer.HTTP_PORT)
                                + "/v1/chat/completions");
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(uri)
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private void down(String tier) {
        fakes.tier(tier).down(true);
        FaceTest.await(tier + " to be down", () -> !directory.isUp(tier));
    }

    private int waiting(String tier) {
        return (int)
                registry.get("strata.tier.waiting.for.start").tag("tier", tier).gauge().value();
    }

    private double unmet(String tier) {
        return registry.counter("strata.tier.unmet", "tier", tier).count();
    }
}
