package dev.strata.gateway.face;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.strata.proto.chat.v1.ChatChunk;
import dev.strata.proto.chat.v1.ChatRequest;
import dev.strata.proto.chat.v1.ChatResponse;
import dev.strata.proto.chat.v1.ExplainResponse;
import dev.strata.proto.chat.v1.FeedbackRequest;
import dev.strata.proto.chat.v1.FinishReason;
import dev.strata.proto.chat.v1.GenerateRequest;
import dev.strata.proto.chat.v1.ListTiersRequest;
import dev.strata.proto.chat.v1.Message;
import dev.strata.proto.chat.v1.Sampling;
import dev.strata.proto.event.v1.DataClass;
import dev.strata.proto.event.v1.TrafficEvent;
import dev.strata.service.GrpcError;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.quarkus.grpc.runtime.GrpcServer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(FaceProfile.class)
class GrpcFaceComponentTest extends FaceTest {

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private GrpcError refused(ChatRequest request) {
        return GrpcError.from(assertThrows(StatusRuntimeException.class, () -> chat.chat(request)));
    }

    private static Metadata key(String key) {
        Metadata headers = new Metadata();
        headers.put(AUTHORIZATION, "Bearer " + key);
        return headers;
    }

    @Test
    void chat_sureAnswer_staysOnV1AndIsRecorded() throws Exception {
        ChatResponse answer = chat.chat(ask("hello"));

        assertTrue(answer.getMessage().getContent().startsWith("v1 v1"));
        assertEquals(FinishReason.FINISH_REASON_STOP, answer.getFinishReason());
        var outcome = answer.getOutcome();
        assertEquals("v1", outcome.getTier());
        assertEquals("model-v1", outcome.getModel());
        assertEquals(1, outcome.getAttemptsCount());
        assertEquals(7, outcome.getUsage().getPromptTokens());
        assertEquals(12, outcome.getUsage().getCompletionTokens());
        assertTrue(outcome.getCost() > 0);
        assertTrue(outcome.getOverheadMs() > 0 && outcome.getOverheadMs() < 1000);
        TrafficEvent event = logs.onlyEvent();
        assertEquals(outcome.getRequestId(), event.getRequestId());
        assertEquals(outcome.getRequestId(), event.getConversationId());
        assertEquals("demo", event.getTenant());
        assertEquals("v1", event.getFinalTier());
        assertEquals(0, event.getStatus());
        assertEquals("hello", event.getInput().getPlain().getMessages(0).getContent());
        assertEquals("sha-v1", event.getAttempts(0).getModelSha256());
        assertTrue(event.getAttempts(0).getCommitted());
        assertEquals(DataClass.DATA_CLASS_PUBLIC, event.getRoute().getDataClass());
        assertEquals(3, event.getConsent().getPurposesCount());
    }

    @Test
    void chat_always_sendsMetadata() {
        AtomicReference<Metadata> headers = new AtomicReference<>();
        AtomicReference<Metadata> trailers = new AtomicReference<>();
        ChatResponse answer =
                chat.withInterceptors(
                                MetadataUtils.newCaptureMetadataInterceptor(headers, trailers))
                        .chat(ask("hello"));

        Metadata.Key<String> id =
                Metadata.Key.of("x-strata-request-id", Metadata.ASCII_STRING_MARSHALLER);
        Metadata.Key<String> tier =
                Metadata.Key.of("x-strata-tier", Metadata.ASCII_STRING_MARSHALLER);
        assertEquals(answer.getOutcome().getRequestId(), headers.get().get(id));
        assertEquals("v1", trailers.get().get(tier));
    }

    @Test
    void chat_unsureAnswer_goesUpUnseenAndChargesBoth() throws Exception {
        fakes.tier("v1").next(call -> call.prefilled().sayUnsurely("hm").finish());

        ChatResponse answer = chat.chat(ask("hello"));

        var outcome = answer.getOutcome();
        assertEquals("v2", outcome.getTier());
        assertFalse(answer.getMessage().getContent().contains("hm"));
        assertEquals("escalated", outcome.getAttempts(0).getOutcome());
        assertEquals("committed", outcome.getAttempts(1).getOutcome());
        assertTrue(
                outcome.getUsageTotal().getPromptTokens() > outcome.getUsage().getPromptTokens());
        assertEquals(
                outcome.getCost(),
                outcome.getAttempts(0).getCost() + outcome.getAttempts(1).getCost(),
                1e-9);
        TrafficEvent event = logs.onlyEvent();
        assertEquals(2, event.getAttemptsCount());
        assertEquals("escalated", event.getAttempts(0).getFinish());
        assertFalse(event.getAttempts(0).getEscalateReason().isEmpty());
        assertTrue(event.getAttempts(0).getConfidence().getMeanLogprob() < -4);
        assertTrue(
                event.getAttempts(0)
                        .getOutput()
                        .getPlain()
                        .getMessages(0)
                        .getContent()
                        .contains("hm"));
    }

    @Test
    void chat_unsureAnswer_isHandedToATierWithTheSameTokenizer() {
        fakes.tier("v1").next(call -> call.prefilled().sayUnsurely("hm").finish());
        fakes.tier("v2").next(call -> call.prefilled().sayUnsurely("hm").finish());

        ChatResponse answer = chat.chat(ask("hello"));

        assertEquals("v3", answer.getOutcome().getTier());
        assertEquals(
                0,
                fakes.tier("v2").calls().getFirst().request().getDraftTokenIdsCount(),
                "V1 has another tokenizer");
        var last = fakes.tier("v3").calls().getFirst().request();
        assertEquals("shared", last.getDraftTokenizerSha256());
        int given = last.getDraftTokenIdsCount();
        assertTrue(given > 0 && given <= 12, "" + given);
        assertEquals(1, last.getDraftTokenIds(0));
    }

    @Test
    void chatStream_unsureAnswer_sendsNoWordOfIt() {
        fakes.tier("v1").next(call -> call.prefilled().sayUnsurely("hm"));

        List<ChatChunk> chunks = new ArrayList<>();
        chat.chatStream(ask("hello")).forEachRemaining(chunks::add);

        String text = chunks.stream().map(ChatChunk::getDelta).reduce("", String::concat);
        assertTrue(text.startsWith("v2 v2"), text);
        assertFalse(text.contains("hm"));
        assertEquals("v2", chunks.getFirst().getOutcome().getTier());
        assertEquals(2, chunks.getLast().getOutcome().getAttemptsCount());
        assertEquals(FinishReason.FINISH_REASON_STOP, chunks.getLast().getFinishReason());
    }

    @Test
    void chatStream_escalated_stopsTheLowerTier() throws Exception {
        fakes.tier("v1").next(call -> call.prefilled().sayUnsurely("hm"));

        chat.chatStream(ask("hello")).forEachRemaining(chunk -> {});

        assertTrue(fakes.tier("v1").calls().getFirst().awaitCancelled(LIMIT));
    }

    @Test
    void chatStream_tierDiesBeforeCommitment_isAnsweredByTheNext() throws Exception {
        fakes.tier("v1")
                .next(call -> call.prefilled().say("v", -0.01, 0).fail(Code.UNAVAILABLE, "GONE"));

        List<ChatChunk> chunks = new ArrayList<>();
        chat.chatStream(ask("hello")).forEachRemaining(chunks::add);

        assertEquals("v2", chunks.getLast().getOutcome().getTier());
        assertEquals("failed", chunks.getLast().getOutcome().getAttempts(0).getOutcome());
        assertEquals("UNAVAILABLE", logs.onlyEvent().getAttempts(0).getErrorType());
    }

    @Test
    void chatStream_tierDiesAfterCommitment_endsInAnErrorNotAnotherTier() throws Exception {
        fakes.tier("v1")
                .next(call -> call.prefilled().saySurely("yes").fail(Code.UNAVAILABLE, "GONE"));

        Iterator<ChatChunk> chunks = chat.chatStream(ask("hello"));
        StringBuilder text = new StringBuilder();
        GrpcError error =
                GrpcError.from(
                        assertThrows(
                                StatusRuntimeException.class,
                                () -> chunks.forEachRemaining(c -> text.append(c.getDelta()))));

        assertEquals(Code.UNAVAILABLE, error.code());
        assertEquals("TIER_LOST", error.reason());
        assertTrue(text.toString().startsWith("yes"), text.toString());
        assertEquals(0, fakes.tier("v2").calls().size());
        TrafficEvent event = logs.onlyEvent();
        assertEquals("TIER_LOST", event.getErrorType());
        assertEquals(Code.UNAVAILABLE.value(), event.getStatus());
        assertTrue(event.getAttempts(0).getCommitted());
        assertEquals("failed", event.getAttempts(0).getFinish());
    }

    @Test
    void chatStream_tierEndsWithoutSayingWhy_endsInAnError() {
        fakes.tier("v1").next(call -> call.prefilled().saySurely("yes").endWithoutFinish());

        StatusRuntimeException error =
                assertThrows(
                        StatusRuntimeException.class,
                        () -> chat.chatStream(ask("hello")).forEachRemaining(c -> {}));

        assertEquals("TIER_LOST", GrpcError.from(error).reason());
    }

    @Test
    void chat_tierDiesLate_isAnsweredByTheNextUnseen() {
        fakes.tier("v1")
                .next(call -> call.prefilled().saySurely("yes").fail(Code.UNAVAILABLE, "GONE"));

        ChatResponse answer = chat.chat(ask("hello"));

        assertEquals("v2", answer.getOutcome().getTier());
        assertFalse(answer.getMessage().getContent().contains("yes"));
    }

    @Test
    void chat_stalledTier_isLeftForTheNext() {
        fakes.tier("v1").next(call -> call.prefilled());

        ChatResponse answer = chat.chat(ask("hello"));

        assertEquals("v2", answer.getOutcome().getTier());
        assertEquals("STALLED", answer.getOutcome().getAttempts(0).getReason());
    }

    @Test
    void chat_upperTiersFailAfterEscalation_givesTheUnsureAnswerAsDegraded() {
        fakes.tier("v1").next(call -> call.prefilled().sayUnsurely("hm").finish());
        fakes.tier("v2").next(call -> call.fail(Code.UNAVAILABLE, "GONE"));
        fakes.tier("v3").next(call -> call.fail(Code.UNAVAILABLE, "GONE"));

        ChatResponse answer = chat.chat(ask("hello"));

        assertTrue(answer.getOutcome().getDegraded());
        assertEquals("v1", answer.getOutcome().getTier());
    }

    @Test
    void chat_everyTierFull_isShedWithRetryInfo() {
        for (String tier : List.of("v1", "v2", "v3")) {
            fakes.tier(tier).next(FakeTiers.Call::full);
        }

        GrpcError error = refused(ask("hello"));

        assertEquals(Code.RESOURCE_EXHAUSTED, error.code());
        assertEquals("OVERLOADED", error.reason());
        assertEquals(3, error.retryAfter().orElseThrow().toSeconds());
    }

    @Test
    void chat_contextExceededAtTier_isARoutingEvent() {
        fakes.tier("v1").next(call -> call.fail(Code.OUT_OF_RANGE, "CONTEXT_EXCEEDED"));

        assertEquals("v2", chat.chat(ask("hello")).getOutcome().getTier());
    }

    @Test
    void chat_privateContent_runsOnV3Only() throws Exception {
        ChatResponse answer = chat.chat(ask("write to ada@example.org about it"));

        assertEquals("v3", answer.getOutcome().getTier());
        assertEquals(0, fakes.tier("v1").calls().size() + fakes.tier("v2").calls().size());
        assertEquals(DataClass.DATA_CLASS_PRIVATE, logs.onlyEvent().getRoute().getDataClass());
    }

    @Test
    void chat_privateContentInAStopString_runsOnV3Only() throws Exception {
        ChatResponse answer =
                chat.chat(ask("whom to ask").toBuilder().addStop("ada@example.org").build());

        assertEquals("v3", answer.getOutcome().getTier());
        assertEquals(0, fakes.tier("v1").calls().size() + fakes.tier("v2").calls().size());
        assertEquals(DataClass.DATA_CLASS_PRIVATE, logs.onlyEvent().getRoute().getDataClass());
    }

    @Test
    void chat_tokenOfPrivateTurn_keepsTheNextTurnPrivate() {
        String token =
                chat.chat(ask("write to ada@example.org about it")).getOutcome().getPrivacyToken();

        ChatResponse next =
                chat.chat(ask("make it shorter").toBuilder().setPrivacyToken(token).build());

        assertFalse(token.isEmpty());
        assertEquals("v3", next.getOutcome().getTier());
    }

    @Test
    void chat_privateContentPinnedToPublicTier_isRefusedWithoutQuotingIt() {
        GrpcError error = refused(ask("mail ada@example.org").toBuilder().setModel("v1").build());

        assertEquals(Code.PERMISSION_DENIED, error.code());
        assertEquals("PRIVACY_FORBIDS", error.reason());
        assertFalse(error.message().contains("ada"));
    }

    @Test
    void chat_clientLeaves_stopsTheTierAtOnce() throws Exception {
        fakes.tier("v1").next(call -> call.prefilled().saySurely("yes"));
        Context.CancellableContext mine = Context.current().withCancellation();
        mine.run(() -> chat.chatStream(ask("hello")).next());

        mine.cancel(null);

        assertTrue(fakes.tier("v1").calls().getFirst().awaitCancelled(LIMIT));
        TrafficEvent event = logs.onlyEvent();
        assertEquals(Code.CANCELLED.value(), event.getStatus());
        assertEquals("cancelled", event.getAttempts(0).getFinish());
    }

    @Test
    void chat_deadlinePasses_stopsTheTierAndSaysSo() throws Exception {
        fakes.tier("v1").next(call -> call.prefilled().saySurely("yes"));

        StatusRuntimeException error =
                assertThrows(
                        StatusRuntimeException.class,
                        () ->
                                chat.withDeadlineAfter(
                                                400, java.util.concurrent.TimeUnit.MILLISECONDS)
                                        .chatStream(ask("hello"))
                                        .forEachRemaining(c -> {}));

        assertEquals(Code.DEADLINE_EXCEEDED, error.getStatus().getCode());
        assertTrue(fakes.tier("v1").calls().getFirst().awaitCancelled(LIMIT));
        assertEquals("DEADLINE_EXCEEDED", logs.onlyEvent().getErrorType());
    }

    @Test
    void chat_logprobs_areReturned() {
        ChatResponse answer = chat.chat(ask("hello").toBuilder().setLogprobs(true).build());

        assertEquals(12, answer.getLogprobsCount());
        assertEquals(ByteString.copyFromUtf8("v1"), answer.getLogprobs(0).getToken());
        assertEquals(-0.01, answer.getLogprobs(0).getLogprob(), 1e-6);
    }

    @Test
    void chat_parameters_reachTheTier() {
        chat.chat(
                ask("hello").toBuilder()
                        .setMaxTokens(17)
                        .addStop("END")
                        .setSampling(Sampling.newBuilder().setTemperature(0).setSeed(5))
                        .build());

        var request = fakes.tier("v1").calls().getFirst().request();
        assertEquals(17, request.getMaxTokens());
        assertEquals(List.of("END"), request.getStop().getStringsList());
        assertEquals(0, request.getSampling().getTemperature());
        assertEquals(0.95, request.getSampling().getTopP());
        assertEquals(5, request.getSampling().getSeed());
        assertEquals("user", request.getMessages(0).getRole());
        assertEquals("v1", request.getTier());
    }

    @Test
    @SuppressWarnings("deprecation") // the old call is what is tested
    void generate_oldCall_mapsItsMeaning() {
        AtomicReference<Metadata> headers = new AtomicReference<>();
        var answer =
                chat.withInterceptors(
                                MetadataUtils.newCaptureMetadataInterceptor(
                                        headers, new AtomicReference<>()))
                        .generate(GenerateRequest.newBuilder().setPrompt("hello").build());

        assertTrue(answer.getText().startsWith("v1"));
        var request = fakes.tier("v1").calls().getFirst().request();
        assertEquals(200, request.getMaxLength());
        assertEquals(0, request.getSampling().getTemperature());
        assertEquals("hello", request.getMessages(0).getContent());
        assertTrue(
                headers.get()
                        .containsKey(
                                Metadata.Key.of(
                                        "x-strata-deprecated", Metadata.ASCII_STRING_MARSHALLER)));
    }

    @Test
    @SuppressWarnings("deprecation") // the old call is what is tested
    void generate_tierRefusesTheLength_saysItsWords() {
        for (int length : new int[] {0, -3}) {
            StatusRuntimeException error =
                    assertThrows(
                            StatusRuntimeException.class,
                            () ->
                                    chat.generate(
                                            GenerateRequest.newBuilder()
                                                    .setPrompt("hello")
                                                    .setMaxLength(length)
                                                    .build()));
            assertEquals(Code.INVALID_ARGUMENT, error.getStatus().getCode());
        }
        fakes.tier("v1").next(call -> call.fail(Code.INVALID_ARGUMENT, "MAX_LENGTH"));
        StatusRuntimeException error =
                assertThrows(
                        StatusRuntimeException.class,
                        () ->
                                chat.generate(
                                        GenerateRequest.newBuilder()
                                                .setPrompt("hello")
                                                .setMaxLength(1)
                                                .build()));
        assertEquals(Code.INVALID_ARGUMENT, error.getStatus().getCode());
        assertTrue(error.getMessage().contains("the fake was told to fail"));
    }

    @Test
    void explain_request_saysEveryStepAndRunsNothing() {
        ExplainResponse explained = chat.explain(ask("mail ada@example.org"));

        assertEquals(List.of("v3"), explained.getLadderList());
        assertTrue(explained.getPrivateOnly());
        assertTrue(explained.getVerdictsCount() >= 5);
        assertFalse(explained.toString().contains("ada"));
        assertEquals(0, fakes.tier("v3").calls().size());
    }

    @Test
    void listTiers_always_cheapestFirst() {
        var tiers = chat.listTiers(ListTiersRequest.getDefaultInstance()).getTiersList();

        assertEquals(
                List.of("v1 public up", "v2 public up", "v3 private up"),
                tiers.stream()
                        .map(t -> t.getTier() + " " + t.getZone() + " " + t.getHealth())
                        .toList());
        assertTrue(tiers.get(0).getCompletionPrice() < tiers.get(2).getCompletionPrice());
    }

    @Test
    void feedback_ofNamedConversation_liesBesideItsTraffic() throws Exception {
        String id =
                chat.chat(ask("hello").toBuilder().setConversationId("ticket of ann").build())
                        .getOutcome()
                        .getRequestId();
        String key = logs.onlyEvent().getConversationId();

        chat.feedback(FeedbackRequest.newBuilder().setRequestId(id).setThumb(true).build());

        assertNotEquals("ticket of ann", key);
        assertEquals(key, logs.feedback().getFirst().getConversationId());
    }

    @Test
    void feedback_ownRequest_isRecordedAndAnothersIsDenied() {
        String id = chat.chat(ask("hello")).getOutcome().getRequestId();
        FeedbackRequest thumb =
                FeedbackRequest.newBuilder().setRequestId(id).setThumb(true).build();

        String eventId = chat.feedback(thumb).getEventId();

        assertEquals(eventId, logs.feedback().getFirst().getEventId());
        assertEquals("demo", logs.feedback().getFirst().getTenant());
        var acme =
                chat.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(key("acme-key")));
        assertEquals(
                Code.PERMISSION_DENIED,
                assertThrows(StatusRuntimeException.class, () -> acme.feedback(thumb))
                        .getStatus()
                        .getCode());
        assertEquals(
                Code.INVALID_ARGUMENT,
                assertThrows(
                                StatusRuntimeException.class,
                                () ->
                                        chat.feedback(
                                                FeedbackRequest.newBuilder()
                                                        .setRequestId(id)
                                                        .build()))
                        .getStatus()
                        .getCode());
    }

    @Test
    void chat_keys_decideTheTenant() throws Exception {
        var acme =
                chat.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(key("acme-key")));
        var nobody = chat.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(key("nope")));

        acme.chat(ask("hello"));

        TrafficEvent event = logs.onlyEvent();
        assertEquals("acme", event.getTenant());
        assertEquals("support", event.getDomain());
        assertEquals(0, event.getConsent().getPurposesCount());
        assertEquals("absent", event.getConsent().getBasis());
        assertEquals(
                "UNAUTHENTICATED",
                GrpcError.from(
                                assertThrows(
                                        StatusRuntimeException.class,
                                        () -> nobody.chat(ask("hello"))))
                        .reason());
        assertEquals(
                Code.PERMISSION_DENIED,
                assertThrows(
                                StatusRuntimeException.class,
                                () -> acme.chat(ask("hi").toBuilder().setModel("v3").build()))
                        .getStatus()
                        .getCode());
    }

    @Test
    void chat_overTheRate_isShedWithRetryInfoAndRecorded() throws Exception {
        var slow =
                chat.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(key("slow-key")));
        GrpcError error = null;
        for (int i = 0; i < 3 && error == null; i++) {
            try {
                slow.chat(ask("hello"));
            } catch (StatusRuntimeException e) {
                error = GrpcError.from(e);
            }
        }

        assertEquals("RATE_LIMITED", error.reason());
        assertTrue(error.retryAfter().isPresent());
        TrafficEvent event = logs.refused("RATE_LIMITED");
        assertFalse(event.hasRoute() || event.hasInput(), event::toString);
        assertEquals(Code.RESOURCE_EXHAUSTED.value(), event.getStatus());
    }

    @Test
    void chat_badInput_namesTheField() {
        ChatRequest hello = ask("hello");
        record Bad(String field, ChatRequest request) {}
        List<Bad> bads =
                List.of(
                        new Bad("messages", ChatRequest.getDefaultInstance()),
                        new Bad("messages", ask("  ")),
                        new Bad(
                                "messages[0].role",
                                ChatRequest.newBuilder()
                                        .addMessages(Message.newBuilder().setContent("x"))
                                        .build()),
                        new Bad(
                                "messages[0].role",
                                ChatRequest.newBuilder()
                                        .addMessages(
                                                Message.newBuilder()
                                                        .setRoleValue(77)
                                                        .setContent("x"))
                                        .build()),
                        new Bad("max_tokens", hello.toBuilder().setMaxTokens(-1).build()),
                        new Bad("max_tokens", hello.toBuilder().setMaxTokens(0).build()),
                        new Bad("top_logprobs", hello.toBuilder().setTopLogprobs(21).build()),
                        new Bad(
                                "sampling.temperature",
                                hello.toBuilder()
                                        .setSampling(Sampling.newBuilder().setTemperature(2.5))
                                        .build()),
                        new Bad(
                                "sampling.temperature",
                                hello.toBuilder()
                                        .setSampling(
                                                Sampling.newBuilder().setTemperature(Double.NaN))
                                        .build()),
                        new Bad(
                                "sampling.top_p",
                                hello.toBuilder()
                                        .setSampling(Sampling.newBuilder().setTopP(0))
                                        .build()),
                        new Bad("stop[0]", hello.toBuilder().addStop("").build()));
        for (Bad bad : bads) {
            GrpcError error = refused(bad.request());
            assertEquals(Code.INVALID_ARGUMENT, error.code(), bad.field());
            assertTrue(error.fields().containsKey(bad.field()), error.toString());
            assertTrue(error.message().contains("expected"), error.message());
        }
        assertEquals("v1", chat.chat(hello).getOutcome().getTier());
    }

    @Test
    void chat_unknownModel_namesTheKnownOnes() {
        GrpcError error = refused(ask("hi").toBuilder().setModel("v9").build());

        assertEquals(Code.NOT_FOUND, error.code());
        assertTrue(error.message().contains("v9") && error.message().contains("v1"));
    }

    @Test
    void chat_promptOverEveryContext_isRefusedBeforeItRuns() {
        GrpcError error = refused(ask("word ".repeat(6000)));

        assertEquals(Code.OUT_OF_RANGE, error.code());
        assertEquals("CONTEXT_EXCEEDED", error.reason());
    }

    @Test
    void chat_messageOverTheLimit_isRefused() {
        StatusRuntimeException error =
                assertThrows(
                        StatusRuntimeException.class, () -> chat.chat(ask("x".repeat(80_000))));

        assertEquals(Code.RESOURCE_EXHAUSTED, error.getStatus().getCode());
        assertEquals("v1", chat.chat(ask("hello")).getOutcome().getTier());
    }

    @Test
    void chat_malformedProtobufOrUtf8_isInvalid() {
        byte[] broken = {0x0a, 0x7f, 0x01};
        byte[] badUtf8 = {0x12, 0x02, (byte) 0xff, (byte) 0xfe};
        ManagedChannel raw =
                NettyChannelBuilder.forAddress("127.0.0.1", ports.get(GrpcServer.GRPC_PORT))
                        .usePlaintext()
                        .build();
        try {
            for (byte[] bytes : List.of(broken, badUtf8)) {
                StatusRuntimeException error =
                        assertThrows(StatusRuntimeException.class, () -> RawCall.chat(raw, bytes));
                assertEquals(Code.INVALID_ARGUMENT, error.getStatus().getCode());
            }
        } finally {
            raw.shutdownNow();
        }
    }
}
