package dev.strata.gateway.face;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.strata.gateway.chat.ChatDesk;
import dev.strata.proto.event.v1.ConsentEvent;
import dev.strata.proto.event.v1.ErasureEvent;
import dev.strata.proto.event.v1.Purpose;
import dev.strata.proto.privacy.v1.DataRightsGrpc;
import dev.strata.proto.privacy.v1.EraseRequest;
import dev.strata.proto.privacy.v1.Erasure;
import dev.strata.proto.privacy.v1.ErasureState;
import dev.strata.proto.privacy.v1.GetErasureRequest;
import dev.strata.proto.privacy.v1.SetConsentRequest;
import dev.strata.proto.privacy.v1.Use;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What subjects and users say after an answer, on both faces. */
@QuarkusTest
@TestProfile(FaceProfile.class)
class RightsFaceComponentTest extends FaceTest {
    @Inject ChatDesk desk;

    private record Reply(int status, JsonNode body) {}

    @Test
    void setConsent_overBothFaces_isRecorded() throws Exception {
        rights().setConsent(
                        SetConsentRequest.newBuilder()
                                .setSubject("ann")
                                .addUses(Use.USE_TRAIN)
                                .build());
        Reply reply = call("PUT", "/consent", "{\"subject\":\"ann\",\"uses\":[]}");

        assertEquals(200, reply.status(), reply.body()::toString);
        ConsentEvent given = (ConsentEvent) logs.rights().get(0);
        ConsentEvent withdrawn = (ConsentEvent) logs.rights().get(1);
        assertEquals(List.of(Purpose.PURPOSE_TRAIN), given.getPurposesList());
        assertEquals(List.of(), withdrawn.getPurposesList());
        assertEquals(given.getSubjectPseudonym(), withdrawn.getSubjectPseudonym());
        assertEquals("demo", given.getTenant());
        assertEquals(withdrawn.getEventId(), reply.body().path("event_id").asText());
    }

    @Test
    void erase_overBothFaces_canBeAskedAfterOnEither() throws Exception {
        Erasure erasure = rights().erase(EraseRequest.newBuilder().setSubject("ann").build());
        Reply asked = call("GET", "/erasures/" + erasure.getErasureId(), "");
        Reply made = call("POST", "/erasures", "{\"subject\":\"ann\"}");
        Erasure got =
                rights().getErasure(
                                GetErasureRequest.newBuilder()
                                        .setErasureId(made.body().path("erasure_id").asText())
                                        .build());

        assertEquals(ErasureState.ERASURE_STATE_ACCEPTED, erasure.getState());
        assertEquals("accepted", asked.body().path("state").asText());
        assertEquals(ErasureState.ERASURE_STATE_ACCEPTED, got.getState());
        ErasureEvent event = (ErasureEvent) logs.rights().getFirst();
        assertEquals(erasure.getErasureId(), event.getEventId());
        assertFalse(event.toString().contains("ann"));
    }

    @Test
    void feedback_overRest_isTheSameAsOverGrpc() throws Exception {
        String id = desk.ids().mint("demo").toString();

        for (String value :
                List.of(
                        "\"thumb\":true",
                        "\"rating\":0.5",
                        "\"correction\":\"better\"",
                        "\"preferred\":{\"chosen\":\"this\",\"rejected\":\"that\"}")) {
            Reply reply =
                    call("POST", "/feedback", "{\"request_id\":\"%s\",%s}".formatted(id, value));
            assertEquals(200, reply.status(), reply.body()::toString);
        }
        assertEquals(4, logs.feedback().size());
        assertEquals("this", logs.feedback().get(3).getPreference().getChosen());
    }

    @Test
    void call_wrongInput_isRefusedByNameAndNotRecorded() throws Exception {
        String others = desk.ids().mint("acme").toString();

        refused(400, "uses", call("PUT", "/consent", "{\"subject\":\"ann\",\"uses\":[\"sell\"]}"));
        refused(400, "uses", call("PUT", "/consent", "{\"subject\":\"ann\"}"));
        refused(400, "subject", call("POST", "/erasures", "{\"subject\":7}"));
        refused(400, "subject", call("POST", "/erasures", "{}"));
        refused(400, "one JSON object", call("POST", "/erasures", "[]"));
        refused(403, "not yours", call("GET", "/erasures/" + others, ""));
        refused(404, "is a request", call("GET", "/erasures/" + desk.ids().mint("demo"), ""));
        refused(400, "erasure_id", call("GET", "/erasures/x", ""));
        refused(400, "invalid JSON", call("PUT", "/consent", "{\"subject\":"));
        refused(400, "invalid JSON", call("POST", "/feedback", "thumb=true"));
        refused(400, "one JSON object", call("POST", "/feedback", ""));
        refused(400, "request_id", call("POST", "/feedback", "{\"thumb\":true}"));
        refused(
                403,
                "not yours",
                call(
                        "POST",
                        "/feedback",
                        "{\"request_id\":\"%s\",\"thumb\":true}".formatted(others)));
        assertEquals(
                Code.INVALID_ARGUMENT,
                assertThrows(
                                StatusRuntimeException.class,
                                () ->
                                        rights().setConsent(
                                                        SetConsentRequest.newBuilder()
                                                                .setSubject("ann")
                                                                .addUsesValue(99)
                                                                .build()))
                        .getStatus()
                        .getCode());
        assertEquals(List.of(), logs.rights());
        assertEquals(List.of(), logs.feedback());
    }

    @Test
    void feedback_twoJudgementsOrAWrongType_isRefusedAndNotRecorded() throws Exception {
        String id = desk.ids().mint("demo").toString();

        for (String values :
                List.of(
                        "\"thumb\":true,\"rating\":0.5",
                        "\"thumb\":\"yes\"",
                        "\"rating\":\"1\"",
                        "\"preferred\":\"this\"")) {
            refused(
                    400,
                    "expected",
                    call("POST", "/feedback", "{\"request_id\":\"%s\",%s}".formatted(id, values)));
        }
        assertEquals(List.of(), logs.feedback());
    }

    @Test
    void feedback_idAsAnAnswerHasIt_isTheRequests() throws Exception {
        String id = desk.ids().mint("demo").toString();

        Reply reply =
                call(
                        "POST",
                        "/feedback",
                        "{\"request_id\":\"chatcmpl-%s\",\"thumb\":false}".formatted(id));

        assertEquals(200, reply.status(), reply.body()::toString);
        assertEquals(id, logs.feedback().getFirst().getRequestId());
    }

    @Test
    void call_unknownKey_hasTheErrorTypeOfTheOtherApis() throws Exception {
        HttpResponse<String> rights = get("/v1/erasures/x", "authorization", "Bearer nobody");
        HttpResponse<String> chats = post("{\"messages\":[]}", "authorization", "Bearer nobody");

        assertEquals(401, rights.statusCode());
        assertEquals(chats.body(), rights.body());
    }

    private static void refused(int status, String expected, Reply reply) {
        assertEquals(status, reply.status(), reply.body()::toString);
        String message = reply.body().path("error").path("message").asText();
        assertTrue(message.contains(expected), message);
    }

    private Reply call(String method, String path, String body) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(uri("/v1" + path))
                        .header("content-type", "application/json")
                        .method(
                                method,
                                body.isEmpty()
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body))
                        .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        return new Reply(
                response.statusCode(), JsonMapper.builder().build().readTree(response.body()));
    }

    private DataRightsGrpc.DataRightsBlockingStub rights() {
        return DataRightsGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
    }
}
