package dev.strata.gateway.face;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.strata.gateway.tier.ReplicaState;
import dev.strata.proto.chat.v1.ChatRequest;
import dev.strata.proto.chat.v1.ChatResponse;
import dev.strata.proto.chat.v1.ListTiersRequest;
import dev.strata.service.GrpcError;
import io.grpc.Metadata;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Adapters of a tier with two replicas: which are listed, and who is asked for them. */
@QuarkusTest
@TestProfile(FailuresProfile.class)
class AdaptersComponentTest extends FaceTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String BODY =
            "{\"model\":\"v2:legal\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]%s}";

    @Inject FaultyLinks links;

    @BeforeEach
    void tell() {
        links.of("v2").heal();
        await(
                "every replica to be well",
                () -> directory.replicas().stream().allMatch(ReplicaState::isIn));
        // Only one of the two says so: it is the one that is asked first.
        fakes.tier("v2").adapters("medical", "legal");
        await("it to be known", () -> directory.state("v2").adapters().size() == 2);
    }

    @AfterEach
    void forget() {
        fakes.reset();
        await("it to be known", () -> directory.state("v2").adapters().isEmpty());
    }

    private List<String> models(String... headers) throws Exception {
        return JSON.readTree(get("/v1/models", headers).body()).findValuesAsText("id");
    }

    @Test
    void list_overBothFaces_hasThoseThatTheTenantMayUse() throws Exception {
        assertEquals(
                List.of(
                        "auto",
                        "v1",
                        "model-v1",
                        "v2",
                        "v2:legal",
                        "v2:medical",
                        "model-v2",
                        "v3",
                        "model-v3"),
                models());
        assertEquals(
                List.of("auto", "v2", "v2:legal", "model-v2"),
                models("authorization", "Bearer two-key"));
        assertEquals(200, get("/v1/models/v2:legal").statusCode());
        assertEquals(
                404, get("/v1/models/v2:medical", "authorization", "Bearer two-key").statusCode());

        Metadata key = new Metadata();
        key.put(
                Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
                "Bearer two-key");
        assertEquals(List.of("legal", "medical"), adaptersOf(new Metadata()));
        assertEquals(List.of("legal"), adaptersOf(key));
    }

    private List<String> adaptersOf(Metadata headers) {
        return chat
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                .listTiers(ListTiersRequest.getDefaultInstance())
                .getTiersList()
                .stream()
                .filter(tier -> tier.getTier().equals("v2"))
                .findFirst()
                .orElseThrow()
                .getAdaptersList();
    }

    private static void hasIt(FakeTiers.Call call) {
        call.prefilled().saySurely("yes").finish();
    }

    private static void lacksIt(FakeTiers.Call call) {
        call.fail(Code.NOT_FOUND, "UNKNOWN_ADAPTER");
    }

    @Test
    void chat_oneReplicaLacksIt_isAnsweredByTheOther() throws Exception {
        fakes.tier("v2").always(AdaptersComponentTest::lacksIt);
        fakes.tier("v2b").always(AdaptersComponentTest::hasIt);
        ChatRequest request = ask("hello").toBuilder().setModel("v2:legal").build();

        ChatResponse unary = chat.chat(request);
        StringBuilder streamed = new StringBuilder();
        chat.chatStream(request).forEachRemaining(chunk -> streamed.append(chunk.getDelta()));
        HttpResponse<String> rest = post(BODY.formatted(""));
        HttpResponse<String> events = post(BODY.formatted(",\"stream\":true"));

        assertTrue(unary.getMessage().getContent().startsWith("yes"));
        assertEquals(2, unary.getOutcome().getAttemptsCount());
        assertEquals("UNKNOWN_ADAPTER", unary.getOutcome().getAttempts(0).getReason());
        assertTrue(streamed.toString().startsWith("yes"));
        assertEquals(200, rest.statusCode(), rest.body());
        assertTrue(events.body().endsWith("data: [DONE]\n\n"), events.body());
        assertEquals(4, fakes.tier("v2").calls().size());
        assertEquals(4, fakes.tier("v2b").calls().size());
        assertEquals("legal", fakes.tier("v2b").calls().getFirst().request().getAdapter());
    }

    @Test
    void chat_noReplicaHasIt_isTheClientsErrorAfterBothWereAsked() throws Exception {
        fakes.tier("v2").always(AdaptersComponentTest::lacksIt);
        fakes.tier("v2b").always(AdaptersComponentTest::lacksIt);
        ChatRequest request = ask("hello").toBuilder().setModel("v2:legal").build();

        GrpcError error =
                GrpcError.from(
                        assertThrows(StatusRuntimeException.class, () -> chat.chat(request)));
        HttpResponse<String> rest = post(BODY.formatted(""));

        assertEquals(Code.INVALID_ARGUMENT, error.code());
        assertEquals("the fake was told to fail", error.message());
        JsonNode refused = JSON.readTree(rest.body());
        assertEquals(400, rest.statusCode(), rest.body());
        assertEquals("the fake was told to fail", refused.at("/error/message").asText());
        assertEquals(2, fakes.tier("v2").calls().size());
        assertEquals(2, fakes.tier("v2b").calls().size());
        assertEquals(0, fakes.tier("v3").calls().size());
    }
}
