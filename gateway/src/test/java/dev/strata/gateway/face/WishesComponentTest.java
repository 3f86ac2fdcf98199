package dev.strata.gateway.face;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strata.proto.chat.v1.ChatRequest;
import dev.strata.proto.chat.v1.ChatResponse;
import dev.strata.proto.chat.v1.Message;
import dev.strata.proto.chat.v1.Role;
import dev.strata.proto.chat.v1.TierCandidate;
import dev.strata.service.GrpcError;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a request may ask of its tier, and what its conversation needed, over both protocols. */
@QuarkusTest
@TestProfile(FaceProfile.class)
class WishesComponentTest extends FaceTest {

    @Test
    void chat_followUpOfV3_isNotAnsweredByV1() {
        ChatRequest first = ask("Refactor the ledger").toBuilder().setModel("v3").build();
        ChatResponse answer = chat.chat(first);
        String token = answer.getOutcome().getPrivacyToken();

        ChatResponse byToken =
                chat.chat(ask("commit it").toBuilder().setPrivacyToken(token).build());
        ChatResponse byHistory =
                chat.chat(
                        first.toBuilder()
                                .setModel("auto")
                                .addMessages(answer.getMessage())
                                .addMessages(
                                        Message.newBuilder()
                                                .setRole(Role.ROLE_USER)
                                                .setContent("commit it"))
                                .build());

        assertFalse(token.isEmpty());
        assertEquals("v3", byToken.getOutcome().getTier());
        assertEquals("v3", byHistory.getOutcome().getTier());
        assertEquals("v1", chat.chat(ask("commit it")).getOutcome().getTier());
    }

    @Test
    void chat_profile_leavesItsTiers() {
        ChatResponse answer = chat.chat(ask("hello").toBuilder().setProfile("finance").build());

        assertEquals("v2", answer.getOutcome().getTier());
        GrpcError unknown = refused(ask("hello").toBuilder().setProfile("astrology").build());
        assertEquals(Code.INVALID_ARGUMENT, unknown.code());
        assertTrue(unknown.message().contains("long-document"), unknown.message());
    }

    @Test
    void chat_limitsNoTierMeets_areRefused() {
        GrpcError dear = refused(ask("hello").toBuilder().setCostCeiling(1e-9).build());

        assertEquals(Code.FAILED_PRECONDITION, dear.code());
        assertTrue(
                dear.message().contains("a cost of at most 1.0E-9, got v1 cost "), dear.message());
        assertEquals(
                Code.INVALID_ARGUMENT,
                refused(ask("hello").toBuilder().setQualityFloor(2).build()).code());
    }

    @Test
    void chat_autoWithObjective_followsIt() {
        assertEquals(
                "v3",
                chat.chat(ask("hello").toBuilder().setModel("auto:quality").build())
                        .getOutcome()
                        .getTier());
        assertEquals(
                Code.NOT_FOUND,
                refused(ask("hello").toBuilder().setModel("auto:fastest").build()).code());
    }

    @Test
    void explain_always_saysWhatIsPredictedAndWhatRemoved() {
        List<TierCandidate> candidates =
                chat.explain(ask("hello").toBuilder().setProfile("medical").build())
                        .getCandidatesList();

        assertEquals(
                List.of("v1", "v2", "v3"),
                candidates.stream().map(TierCandidate::getTier).toList());
        assertTrue(candidates.get(0).getRemovedBy().startsWith("profile"), candidates.toString());
        assertEquals("", candidates.get(2).getRemovedBy());
        assertTrue(candidates.get(2).getCost() > candidates.get(0).getCost());
        assertTrue(candidates.get(0).getQuality() > 0);
    }

    @Test
    void openai_wishes_areRead() throws Exception {
        JsonNode answer = post("{\"profile\": \"finance\"}", 200);

        assertEquals("v2", answer.at("/strata/tier").asText(), answer.toString());
        JsonNode error = post("{\"quality_floor\": 3}", 400);
        assertTrue(error.toString().contains("strata.quality_floor"), error.toString());
    }

    @Test
    void openai_misspeltNameOfStrata_isRefusedWithTheKnownOnes() throws Exception {
        JsonNode error = post("{\"sensitivty\": \"private\"}", 400).path("error");

        assertEquals("strata.sensitivty", error.path("param").asText());
        assertTrue(error.path("message").asText().contains("sensitivity"), error.toString());
        assertEquals(0, fakes.tier("v1").calls().size());
    }

    @Test
    void openai_domainWithPrivateData_isPrivate() throws Exception {
        assertEquals(
                "v3",
                post("{\"domain\": \"orders of ann.lee@corp.example.org\"}", 200)
                        .at("/strata/tier")
                        .asText());
        assertEquals("v1", post("{\"domain\": \"orders\"}", 200).at("/strata/tier").asText());
    }

    private JsonNode post(String strata, int status) throws Exception {
        String body =
                "{\"messages\": [{\"role\": \"user\", \"content\": \"hello\"}], \"strata\": "
                        + strata
                        + "}";
        var response =
                http.send(
                        HttpRequest.newBuilder(uri("/v1/chat/completions"))
                                .header("content-type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString());
        assertEquals(status, response.statusCode(), response.body());
        return new ObjectMapper().readTree(response.body());
    }

    private GrpcError refused(ChatRequest request) {
        return GrpcError.from(assertThrows(StatusRuntimeException.class, () -> chat.chat(request)));
    }
}
