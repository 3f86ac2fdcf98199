package dev.strata.gateway.face;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.value.registry.ValueRegistry.RuntimeKey;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(ConsoleProfile.class)
class ConsoleComponentTest extends FaceTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/console",
                "/console/console.js",
                "/console/api/state",
                "/console/api/requests",
                "/console/api/months",
                "/console/api/tenants"
            })
    void get_withoutPassword_isRefusedWithWords(String path) throws Exception {
        HttpResponse<String> none = send(HttpRequest.newBuilder(console(path)));
        HttpResponse<String> wrong =
                send(HttpRequest.newBuilder(console(path)).header("authorization", basic("guess")));

        assertEquals(401, none.statusCode());
        assertEquals(401, wrong.statusCode());
        assertTrue(none.body().contains("strata.console.key-file"), none.body());
        assertTrue(none.headers().firstValue("www-authenticate").isPresent());
    }

    @Test
    void page_allFiles_areSmallAndAskForNothingElsewhere() throws Exception {
        int bytes = 0;
        for (String file : new String[] {"", "/console.js", "/console.css"}) {
            HttpResponse<String> response = open("/console" + file);
            assertEquals(200, response.statusCode());
            bytes += response.body().length();
            assertFalse(
                    response.body()
                            .replace("http://www.w3.org/2000/svg", "")
                            .matches("(?s).*https?://.*"),
                    file);
        }
        assertTrue(bytes < 200_000, "" + bytes);
        assertTrue(
                open("/console")
                        .headers()
                        .firstValue("content-security-policy")
                        .orElseThrow()
                        .startsWith("default-src 'none'"));
    }

    @Test
    void requests_afterAnEscalation_showTheWayAndNoWord() throws Exception {
        fakes.tier("v1").next(call -> call.prefilled().sayUnsurely("XYLOPHONE").finish());
        String body =
                """
                {"user": "XYLOPHONE", "messages": [{"role": "user", "content": "Say XYLOPHONE in one word."}]}
                """;
        var _ = post(body, "x-request-id", "XYLOPHONE");
        String id = logs.onlyEvent().getRequestId();

        String text = open("/console/api/requests?after=0").body();

        JsonNode newest = JSON.readTree(text).get(0);
        assertEquals(id, newest.path("id").asText());
        assertEquals("v1", newest.at("/attempts/0/tier").asText());
        assertEquals("escalated", newest.at("/attempts/0/finish").asText());
        assertEquals(newest.path("tier"), newest.at("/attempts/1/tier"));
        assertFalse(text.contains("XYLOPHONE"), text);
        long number = newest.path("number").asLong();
        assertEquals("[]", open("/console/api/requests?after=" + number).body());
        assertFalse(open("/console/api/state").body().contains("XYLOPHONE"));
    }

    @Test
    void state_threeTiers_showsHealthAndFigures() throws Exception {
        JsonNode state = JSON.readTree(open("/console/api/state").body());

        assertEquals(3, state.path("tiers").size());
        assertEquals("v1", state.at("/tiers/0/tier").asText());
        assertEquals("model-v1", state.at("/tiers/0/model").asText());
        assertTrue(state.at("/tiers/2/up").asBoolean());
        assertEquals("PRIVATE", state.at("/tiers/2/zone").asText());
        assertTrue(state.has("baseline") && state.has("spool_age"));
    }

    @Test
    void months_datasets_comeFromTheirManifests() throws Exception {
        JsonNode months = JSON.readTree(open("/console/api/months").body());

        assertEquals("2026-10", months.at("/0/name").asText());
        assertEquals(3, months.at("/0/stages/0/dropped/private_in_public").asInt());
    }

    @Test
    void tenants_keysAndBudgets_areShownAndNoSecret() throws Exception {
        var _ =
                post(
                        "{\"model\": \"v1\", \"messages\": [{\"role\": \"user\", \"content\": \"hi\"}]}");
        logs.onlyEvent();

        String text = open("/console/api/tenants").body();

        JsonNode clinic = JSON.readTree(text).get(0);
        assertEquals("clinic", clinic.path("tenant").asText());
        assertTrue(clinic.path("private_only").asBoolean());
        assertEquals("k0000000001", clinic.at("/keys/0/id").asText());
        assertEquals("ENDED", clinic.at("/keys/0/state").asText());
        assertEquals("IN_FORCE", clinic.at("/keys/1/state").asText());
        assertEquals("v3", clinic.at("/keys/1/tiers/0").asText());
        assertEquals("22222222", clinic.at("/keys/1/hash").asText());
        JsonNode demo = JSON.readTree(text).get(1);
        assertTrue(demo.path("open").asBoolean());
        assertEquals("71a3b816", demo.at("/keys/0/hash").asText());
        assertEquals(100_000, demo.at("/budgets/0/limit").asInt());
        assertTrue(demo.at("/budgets/0/used").asInt() > 0, text);
        assertEquals(
                100_000, demo.at("/budgets/0/used").asInt() + demo.at("/budgets/0/left").asInt());
        assertFalse(text.contains("71a3b8166"), text);
    }

    @Test
    void chat_browserLeavesMidStream_stopsTheTierAndServesOn() throws Exception {
        fakes.tier("v1").next(call -> call.prefilled().saySurely("yes"));
        String body =
                """
                {"model": "v1", "stream": true, "messages": [{"role": "user", "content": "hello"}]}
                """;
        HttpResponse<InputStream> response =
                http.send(
                        HttpRequest.newBuilder(console("/console/api/chat"))
                                .header("authorization", basic(password()))
                                .header("content-type", "application/json")
                                .POST(BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofInputStream());
        assertEquals(200, response.statusCode());

        response.body().close();

        assertTrue(fakes.tier("v1").calls().getFirst().awaitCancelled(LIMIT));
        assertEquals("cancelled", logs.onlyEvent().getAttempts(0).getFinish());
        assertEquals(200, open("/console/api/state").statusCode());
    }

    @Test
    void chat_playground_streamsWithEachTokensProbability() throws Exception {
        String body =
                """
                {"model": "v1", "stream": true, "logprobs": true,
                 "messages": [{"role": "user", "content": "hello"}]}
                """;

        HttpResponse<String> response =
                send(
                        HttpRequest.newBuilder(console("/console/api/chat"))
                                .header("authorization", basic(password()))
                                .header("content-type", "application/json")
                                .POST(BodyPublishers.ofString(body)));

        assertEquals(200, response.statusCode(), response.body());
        assertTrue(response.body().contains("\"logprob\":-0.01"), response.body());
        assertTrue(response.body().contains("\"attempts\":[{"), response.body());
        assertTrue(response.body().endsWith("data: [DONE]\n\n"), response.body());
    }

    private HttpResponse<String> open(String path) throws Exception {
        return send(
                HttpRequest.newBuilder(console(path)).header("authorization", basic(password())));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private URI console(String path) {
        int port = ports.get(RuntimeKey.intKey("strata.console.port"));
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private static String password() throws Exception {
        return Files.readString(Path.of("target/console-test.key")).strip();
    }

    private static String basic(String password) {
        String pair = "admin:" + password;
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }
}
