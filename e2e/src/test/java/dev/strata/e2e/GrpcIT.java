package dev.strata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.proto.chat.v1.ChatChunk;
import dev.strata.proto.chat.v1.ChatGrpc;
import dev.strata.proto.chat.v1.ChatRequest;
import dev.strata.proto.chat.v1.ChatResponse;
import dev.strata.proto.chat.v1.FeedbackRequest;
import dev.strata.proto.chat.v1.GenerateRequest;
import dev.strata.proto.chat.v1.ListTiersRequest;
import dev.strata.proto.chat.v1.Message;
import dev.strata.proto.chat.v1.Role;
import dev.strata.proto.chat.v1.TierInfo;
import dev.strata.proto.event.v1.DataClass;
import dev.strata.proto.event.v1.TrafficEvent;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SharedMesh.class)
class GrpcIT {
    private final Mesh mesh = SharedMesh.mesh();
    private final ChatGrpc.ChatBlockingStub chat = ChatGrpc.newBlockingStub(mesh.channel());

    @Test
    void listTiers_runningMesh_showsThreeHealthyTiers() {
        List<TierInfo> tiers = chat.listTiers(ListTiersRequest.getDefaultInstance()).getTiersList();

        assertEquals(
                List.of("v1 public up", "v2 public up", "v3 private up"),
                tiers.stream()
                        .map(tier -> tier.getTier() + " " + tier.getZone() + " " + tier.getHealth())
                        .toList());
    }

    @Test
    void chat_pinnedTier_isAnsweredThereAndCaptured() {
        ChatResponse answer = chat.chat(ask("hello there").setModel("v1").build());

        assertEquals("v1", answer.getOutcome().getTier());
        assertEquals(1, answer.getOutcome().getAttemptsCount());
        try (Events events = new Events(mesh.bootstrapServers())) {
            TrafficEvent event = events.of(answer.getOutcome().getRequestId());
            assertEquals("v1", event.getFinalTier());
            assertEquals(1, event.getAttemptsCount());
            assertEquals("hello there", event.getInput().getPlain().getMessages(0).getContent());
            assertEquals(
                    answer.getMessage().getContent(),
                    event.getAttempts(0).getOutput().getPlain().getMessages(0).getContent());
        }
    }

    @Test
    void chatStream_anyRequest_equalsItsOwnUnaryAnswer() {
        ChatRequest request = ask("tell me something").setModel("v2").build();

        List<ChatChunk> chunks = new ArrayList<>();
        chat.chatStream(request).forEachRemaining(chunks::add);
        String streamed = chunks.stream().map(ChatChunk::getDelta).reduce("", String::concat);

        assertEquals(chat.chat(request).getMessage().getContent(), streamed);
        assertEquals("v2", chunks.getLast().getOutcome().getTier());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "write to ada@example.org about the invoice",
                "my card is 4111 1111 1111 1111",
                "身份证号 11010519491231002X 是我的"
            })
    void chat_privateContent_runsOnV3AndIsNotReadableInTheEvent(String content) {
        ChatResponse answer = chat.chat(ask(content).build());

        assertEquals("v3", answer.getOutcome().getTier());
        assertTrue(
                answer.getOutcome().getAttemptsList().stream()
                        .allMatch(attempt -> attempt.getTier().equals("v3")));
        try (Events events = new Events(mesh.bootstrapServers())) {
            TrafficEvent event = events.of(answer.getOutcome().getRequestId());
            assertEquals(DataClass.DATA_CLASS_PRIVATE, event.getRoute().getDataClass());
            assertTrue(event.getInput().hasSealed(), "the input is not sealed");
            assertFalse(
                    new String(event.toByteArray(), StandardCharsets.ISO_8859_1).contains(content));
        }
    }

    @Test
    void chat_privateContentPinnedToPublicTier_isRefused() {
        StatusRuntimeException error =
                assertThrows(
                        StatusRuntimeException.class,
                        () -> chat.chat(ask("mail bob@example.org for me").setModel("v1").build()));

        assertFalse(error.getStatus().isOk());
        assertFalse(error.getMessage().contains("bob@example.org"), error.getMessage());
    }

    @Test
    void chat_unknownTier_namesTheKnownOnes() {
        StatusRuntimeException error =
                assertThrows(
                        StatusRuntimeException.class,
                        () -> chat.chat(ask("hi").setModel("v9").build()));

        assertTrue(
                List.of(Status.Code.NOT_FOUND, Status.Code.INVALID_ARGUMENT)
                        .contains(error.getStatus().getCode()),
                error.toString());
        assertTrue(error.getMessage().contains("v9"), error.getMessage());
        assertTrue(error.getMessage().contains("v1"), error.getMessage());
    }

    @Test
    void chat_noMessages_isInvalid() {
        StatusRuntimeException error =
                assertThrows(
                        StatusRuntimeException.class,
                        () -> chat.chat(ChatRequest.getDefaultInstance()));

        assertEquals(Status.Code.INVALID_ARGUMENT, error.getStatus().getCode());
    }

    @Test
    void explain_privateContent_saysEveryStepAndRunsNothing() {
        var explanation = chat.explain(ask("call +49 30 1234567 now").build());

        assertTrue(explanation.getPrivateOnly());
        assertEquals(List.of("v3"), explanation.getLadderList());
        assertTrue(explanation.getVerdictsCount() >= 5, explanation.toString());
        assertFalse(explanation.toString().contains("1234567"));
    }

    @Test
    @SuppressWarnings("deprecation") // the old call is what is tested
    void generate_oldCall_answersWithinMaxLength() {
        var answer =
                chat.generate(
                        GenerateRequest.newBuilder().setPrompt("hello").setMaxLength(24).build());

        assertFalse(answer.getOutcome().getTier().isEmpty());
        StatusRuntimeException error =
                assertThrows(
                        StatusRuntimeException.class,
                        () ->
                                chat.generate(
                                        GenerateRequest.newBuilder()
                                                .setPrompt("a prompt that is longer than one token")
                                                .setMaxLength(1)
                                                .build()));
        assertEquals(Status.Code.INVALID_ARGUMENT, error.getStatus().getCode());
    }

    @Test
    void feedback_ownRequest_isRecordedAndAnothersIsRefused() {
        String requestId =
                chat.chat(ask("rate me").setModel("v1").build()).getOutcome().getRequestId();

        String eventId =
                chat.feedback(
                                FeedbackRequest.newBuilder()
                                        .setRequestId(requestId)
                                        .setThumb(true)
                                        .build())
                        .getEventId();

        assertFalse(eventId.isEmpty());
        StatusRuntimeException error =
                assertThrows(
                        StatusRuntimeException.class,
                        () ->
                                chat.feedback(
                                        FeedbackRequest.newBuilder()
                                                .setRequestId(
                                                        "01932c07-7d1a-7a33-9c55-2f6f3a0c1d2e")
                                                .setThumb(true)
                                                .build()));
        assertEquals(Status.Code.PERMISSION_DENIED, error.getStatus().getCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"gateway", "tier-edge", "tier-core"})
    void health_everyService_isServing(String service) {
        var channel =
                io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder.forAddress(
                                "127.0.0.1", mesh.report(service).port("grpc"))
                        .usePlaintext()
                        .build();
        try {
            assertEquals(
                    ServingStatus.SERVING,
                    HealthGrpc.newBlockingStub(channel)
                            .check(HealthCheckRequest.getDefaultInstance())
                            .getStatus());
        } finally {
            channel.shutdownNow();
        }
    }

    private static ChatRequest.Builder ask(String content) {
        ChatRequest.Builder request =
                ChatRequest.newBuilder()
                        .setMaxTokens(12)
                        .addMessages(
                                Message.newBuilder().setRole(Role.ROLE_USER).setContent(content));
        request.getSamplingBuilder().setTemperature(0);
        return request;
    }
}
