package dev.strata.gateway.face;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.strata.proto.event.v1.TrafficEvent;
import io.grpc.Status.Code;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.vertx.http.HttpServer;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(FaceProfile.class)
class OpenAiFaceComponentTest extends FaceTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static String body(String more) {
        return "{\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]%s}".formatted(more);
    }

    private static JsonNode json(HttpResponse<String> response) throws Exception {
        return JSON.readTree(response.body());
    }

    /** The events of a stream: their data, and whether one was called an error. */
    private static List<String> data(HttpResponse<String> response) {
        List<String> data = new ArrayList<>();
        response.body()
                .lines()
                .filter(line -> line.startsWith("data: "))
                .forEach(line -> data.add(line.substring(6)));
        return data;
    }

    private static String text(List<String> data) throws Exception {
        StringBuilder text = new StringBuilder();
        for (String event : data) {
            if (!event.equals("[DONE]")) {
                text.append(JSON.readTree(event).at("/choices/0/delta/content").asText(""));
            }
        }
        return text.toString();
    }

    @Test
    void complete_tiersClockTenMinutesOff_isServedAndTold() throws Exception {
        fakes.tier("v1").clockAhead(Duration.ofMinutes(10));
        fakes.tier("v3").clockAhead(Duration.ofMinutes(-10));
        await("the clocks to be looked at", () -> directory.clockSkewSeconds("v3") < -590);
        await("the clocks to be looked at", () -> directory.clockSkewSeconds("v1") > 590);

        for (String tier : List.of("v1", "v3")) {
            var response =
                    post(
                            "{\"model\": \"%s\", \"messages\": [{\"role\": \"user\", \"content\": \"hi\"}]}"
                                    .formatted(tier));
            assertEquals(200, response.statusCode(), response.body());
        }
        assertTrue(
                get("/q/metrics")
                        .body()
                        .lines()
                        .anyMatch(line ->
                                line.matches(
                                        "strata_tier_clock_skew_seconds\\{.*v3.*} -(59|60).*")));
    }

    @Test
    void completions_question_isAnsweredInOpenAisShape() throws Exception {
        HttpResponse<String> response =
                post(
                        body(
                                ",\"model\":\"auto\",\"max_completion_tokens\":9,\"stop\":\"END\",\"n\":1,\"unknown\":{\"a\":[1]}"),
                        "x-request-id",
                        "mine-1");

        assertEquals(200, response.statusCode(), response.body());
        JsonNode answer = json(response);
        assertEquals("chat.completion", answer.at("/object").asText());
        assertEquals("model-v1", answer.at("/model").asText());
        assertEquals("assistant", answer.at("/choices/0/message/role").asText());
        assertTrue(answer.at("/choices/0/message/content").asText().startsWith("v1 v1"));
        assertEquals("stop", answer.at("/choices/0/finish_reason").asText());
        assertEquals(19, answer.at("/usage/total_tokens").asInt());
        assertEquals(2, answer.at("/usage/prompt_tokens_details/cached_tokens").asInt());
        assertEquals("v1", answer.at("/strata/tier").asText());
        assertEquals(1, answer.at("/strata/attempts").size());
        String id = response.headers().firstValue("x-strata-request-id").orElseThrow();
        assertEquals("chatcmpl-" + id, answer.at("/id").asText());
        assertEquals("v1", response.headers().firstValue("x-strata-tier").orElseThrow());
        assertTrue(response.headers().firstValue("x-strata-overhead-ms").isPresent());
        var request = fakes.tier("v1").calls().getFirst().request();
        assertEquals(9, request.getMaxTokens());
        assertEquals(List.of("END"), request.getStop().getStringsList());
        TrafficEvent event = logs.onlyEvent();
        assertEquals(id, event.getRequestId());
        assertEquals("mine-1", event.getClientRequestId());
        assertEquals("openai_chat", event.getParameters().getMethod());
    }

    @Test
    void completions_requestIdOfTheCallerTooLong_isRefused() throws Exception {
        HttpResponse<String> response = post(body(""), "x-request-id", "x".repeat(257));

        assertEquals(400, response.statusCode(), response.body());
        assertEquals("x-request-id", json(response).at("/error/param").asText());
    }

    @Test
    void completions_partsDeveloperAndStopList_areUnderstood() throws Exception {
        HttpResponse<String> response =
                post(
                        """
                        {"messages": [{"role": "developer", "content": "be brief"},
                          {"role": "user", "content": [{"type": "text", "text": "hel"}, {"type": "text", "text": "lo"}]}],
                         "stop": ["a", "b"], "response_format": {"type": "text"}, "tools": [], "seed": 3, "top_p": null}
                        """);

        assertEquals(200, response.statusCode(), response.body());
        var request = fakes.tier("v1").calls().getFirst().request();
        assertEquals("system", request.getMessages(0).getRole());
        assertEquals("hello", request.getMessages(1).getContent());
        assertEquals(List.of("a", "b"), request.getStop().getStringsList());
        assertEquals(3, request.getSampling().getSeed());
    }

    @Test
    void completions_stream_endsWithStrataAndDone() throws Exception {
        HttpResponse<String> response = post(body(",\"stream\":true"));

        assertEquals(200, response.statusCode());
        assertTrue(
                response.headers()
                        .firstValue("content-type")
                        .orElseThrow()
                        .startsWith("text/event-stream"));
        assertEquals("v1", response.headers().firstValue("x-strata-tier").orElseThrow());
        List<String> data = data(response);
        assertEquals("[DONE]", data.getLast());
        assertTrue(text(data).startsWith("v1 v1"));
        JsonNode first = JSON.readTree(data.getFirst());
        assertEquals("chat.completion.chunk", first.at("/object").asText());
        assertEquals("assistant", first.at("/choices/0/delta/role").asText());
        assertTrue(first.at("/choices/0").has("finish_reason"));
        JsonNode last = JSON.readTree(data.get(data.size() - 2));
        assertEquals("stop", last.at("/choices/0/finish_reason").asText());
        assertEquals("v1", last.at("/strata/tier").asText());
        assertFalse(last.has("usage"));
    }

    @Test
    void completions_streamWithUsage_endsWithAChunkOfUsage() throws Exception {
        HttpResponse<String> response =
                post(body(",\"stream\":true,\"stream_options\":{\"include_usage\":true}"));

        List<String> data = data(response);
        JsonNode last = JSON.readTree(data.get(data.size() - 2));
        assertEquals(0, last.at("/choices").size());
        assertEquals(7, last.at("/usage/prompt_tokens").asInt());
        assertEquals("v1", last.at("/strata/tier").asText());
        assertTrue(JSON.readTree(data.getFirst()).get("usage").isNull());
        assertEquals(
                "stop",
                JSON.readTree(data.get(data.size() - 3)).at("/choices/0/finish_reason").asText());
    }

    @Test
    void completions_logprobs_areReturnedOnBothKinds() throws Exception {
        JsonNode whole = json(post(body(",\"logprobs\":true,\"top_logprobs\":0")));
        List<String> data = data(post(body(",\"logprobs\":true,\"stream\":true")));

        assertEquals(12, whole.at("/choices/0/logprobs/content").size());
        assertEquals("v1", whole.at("/choices/0/logprobs/content/0/token").asText());
        assertEquals(118, whole.at("/choices/0/logprobs/content/0/bytes/0").asInt());
        assertEquals(1, JSON.readTree(data.get(1)).at("/choices/0/logprobs/content").size());
    }

    @Test
    void completions_unsureAnswer_goesUpUnseen() throws Exception {
        fakes.tier("v1").next(call -> call.prefilled().sayUnsurely("hm"));

        HttpResponse<String> response = post(body(",\"stream\":true"));

        assertTrue(text(data(response)).startsWith("v2 v2"));
        assertFalse(response.body().contains("hm"));
        assertEquals("v2", response.headers().firstValue("x-strata-tier").orElseThrow());
    }

    @Test
    void completions_tierDiesMidStream_endsInAnErrorEventWithoutDone() throws Exception {
        fakes.tier("v1")
                .next(call -> call.prefilled().saySurely("yes").fail(Code.UNAVAILABLE, "GONE"));

        HttpResponse<String> response = post(body(",\"stream\":true"));

        assertEquals(200, response.statusCode());
        List<String> data = data(response);
        assertEquals("tier_lost", JSON.readTree(data.getLast()).at("/error/code").asText());
        assertTrue(response.body().contains("event: error"));
        assertFalse(response.body().contains("[DONE]"));
        assertTrue(text(data.subList(0, data.size() - 1)).startsWith("yes"));
        assertEquals("TIER_LOST", logs.onlyEvent().getErrorType());
    }

    @Test
    void completions_noTierUp_isUnavailableWithRetryAfter() throws Exception {
        for (String tier : List.of("v1", "v2", "v3")) {
            fakes.tier(tier).next(call -> call.fail(Code.UNAVAILABLE, "GONE"));
        }

        HttpResponse<String> response = post(body(",\"stream\":true"));

        assertEquals(503, response.statusCode());
        assertEquals("server_error", json(response).at("/error/type").asText());
        assertTrue(response.headers().firstValue("retry-after").isPresent());
    }

    @Test
    void completions_slowCommitment_holdsTheHeadersThenKeepsAlive() throws Exception {
        // The tier is silent for longer than the hold, which ends its attempt; the next one
        // answers.
        fakes.tier("v1").next(FakeTiers.Call::prefilled);

        HttpResponse<String> response = post(body(",\"stream\":true"));

        assertEquals(200, response.statusCode());
        assertTrue(response.body().startsWith(": keep-alive"), response.body());
        assertFalse(response.headers().firstValue("x-strata-tier").isPresent());
        assertTrue(text(data(response)).startsWith("v2 v2"));
        assertEquals("[DONE]", data(response).getLast());
    }

    @Test
    void completions_failureAfterTheHold_isAnErrorEvent() throws Exception {
        fakes.tier("v1").next(FakeTiers.Call::prefilled);

        HttpResponse<String> response = post(body(",\"stream\":true,\"model\":\"v1\""));

        assertEquals(200, response.statusCode());
        assertTrue(response.body().contains("event: error"));
        assertFalse(response.body().contains("[DONE]"));
    }

    @Test
    void completions_clientLeaves_stopsTheTierAtOnce() throws Exception {
        for (String stream : List.of("true", "false")) {
            fakes.reset();
            logs.reset();
            fakes.tier("v1").next(call -> call.prefilled().saySurely("yes"));
            byte[] request = body(",\"stream\":" + stream).getBytes(StandardCharsets.UTF_8);
            try (Socket socket = new Socket("127.0.0.1", ports.get(HttpServer.HTTP_PORT))) {
                socket.getOutputStream()
                        .write(
                                ("POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-length: "
                                                + request.length
                                                + "\r\n\r\n")
                                        .getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().write(request);
                if (stream.equals("true")) {
                    InputStream answer = socket.getInputStream();
                    assertTrue(answer.read() >= 0);
                } else {
                    await("the tier to be asked", () -> !fakes.tier("v1").calls().isEmpty());
                }
            }

            assertTrue(fakes.tier("v1").calls().getFirst().awaitCancelled(LIMIT));
            assertEquals("CLIENT_GONE", logs.onlyEvent().getErrorType());
        }
    }

    @Test
    void completions_privateContent_runsOnV3Only() throws Exception {
        JsonNode answer =
                json(
                        post(
                                "{\"messages\":[{\"role\":\"user\",\"content\":\"mail ada@example.org\"}]}"));

        assertEquals("v3", answer.at("/strata/tier").asText());
        assertFalse(answer.at("/strata/privacy_token").asText().isEmpty());
        assertEquals(0, fakes.tier("v1").calls().size());
    }

    @Test
    void completions_declaredPrivate_runsOnV3() throws Exception {
        // Words of its own: what was private once stays so for its tenant.
        JsonNode answer =
                json(
                        post(
                                """
                                {"messages": [{"role": "user", "content": "our plan for the spring"}],
                                 "strata": {"sensitivity": "private"}}
                                """));

        assertEquals("v3", answer.at("/strata/tier").asText());
    }

    private void refuses(int status, String param, String body) throws Exception {
        HttpResponse<String> response = post(body);
        assertEquals(status, response.statusCode(), body + " -> " + response.body());
        JsonNode error = json(response).path("error");
        assertEquals("invalid_request_error", error.path("type").asText());
        assertEquals(param, error.path("param").asText(), response.body());
        assertTrue(error.path("message").asText().contains("expected"), response.body());
        assertTrue(error.has("code"));
    }

    @Test
    void completions_badInput_namesTheParameter() throws Exception {
        refuses(400, "messages", "{}");
        refuses(400, "messages", "{\"messages\":[]}");
        refuses(400, "messages", "{\"messages\":\"hi\"}");
        refuses(400, "messages[0]", "{\"messages\":[1]}");
        refuses(400, "messages[0].role", "{\"messages\":[{\"content\":\"x\"}]}");
        refuses(
                400,
                "messages[0].role",
                "{\"messages\":[{\"role\":\"wizard\",\"content\":\"x\"}]}");
        refuses(400, "messages[0].content", "{\"messages\":[{\"role\":\"user\"}]}");
        refuses(
                400,
                "messages[0].content",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"\\ud800\"}]}");
        refuses(
                400,
                "messages[0].content[0].type",
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\"}]}]}");
        refuses(400, "temperature", body(",\"temperature\":2.1"));
        refuses(400, "temperature", body(",\"temperature\":\"hot\""));
        refuses(400, "top_p", body(",\"top_p\":0"));
        refuses(400, "top_p", body(",\"top_p\":1.01"));
        refuses(400, "max_tokens", body(",\"max_tokens\":-1"));
        refuses(400, "max_tokens", body(",\"max_tokens\":99999999999"));
        refuses(400, "max_tokens", body(",\"max_tokens\":1.5"));
        refuses(400, "stop[0]", body(",\"stop\":[1]"));
        refuses(400, "stop", body(",\"stop\":{}"));
        refuses(400, "stream", body(",\"stream\":\"yes\""));
        refuses(400, "stream_options", body(",\"stream_options\":{\"include_usage\":true}"));
        refuses(400, "top_logprobs", body(",\"top_logprobs\":3"));
        refuses(400, "strata.objective", body(",\"strata\":{\"objective\":\"fame\"}"));
        refuses(404, "model", body(",\"model\":\"v9\""));
    }

    @Test
    void completions_whatIsNotOffered_isRefusedHonestly() throws Exception {
        refuses(400, "n", body(",\"n\":0"));
        refuses(400, "n", body(",\"n\":9"));
        refuses(400, "tool_choice", body(",\"tool_choice\":\"required\""));
        refuses(400, "response_format.type", body(",\"response_format\":{\"type\":\"grammar\"}"));
        refuses(400, "logit_bias", body(",\"logit_bias\":{\"5\":1}"));
    }

    @Test
    void completions_brokenBytes_areRefusedAndTheGatewayStays() throws Exception {
        for (String body :
                List.of(
                        "",
                        "{",
                        "[1]",
                        "nul",
                        "{\"messages\": [{]",
                        "\u0000",
                        body("") + "]",
                        body("") + body(""))) {
            HttpResponse<String> response = post(body);
            assertEquals(400, response.statusCode(), body);
            assertEquals("malformed_request", json(response).at("/error/code").asText());
        }
        byte[] badUtf8 = body("").getBytes(StandardCharsets.UTF_8);
        badUtf8[40] = (byte) 0xff;
        assertEquals(400, post(BodyPublishers.ofByteArray(badUtf8)).statusCode());
        assertEquals(400, post("[".repeat(20_000)).statusCode());
        assertEquals(200, post(body("")).statusCode());
    }

    @Test
    void completions_overTheContext_isRefused() throws Exception {
        HttpResponse<String> response =
                post(
                        "{\"messages\":[{\"role\":\"user\",\"content\":\""
                                + "word ".repeat(6000)
                                + "\"}]}");

        assertEquals(400, response.statusCode());
        assertEquals("context_length_exceeded", json(response).at("/error/code").asText());
    }

    @Test
    void unknownPath_anyMethod_isRefusedInJson() throws Exception {
        for (String path : List.of("/v1/nothing", "/nothing")) {
            HttpResponse<String> response = get(path);
            assertEquals(404, response.statusCode(), path);
            assertEquals("not_found", json(response).at("/error/code").asText());
            assertTrue(json(response).at("/error/message").asText().contains(path));
        }
    }

    @Test
    void models_asText_areRefusedInJson() throws Exception {
        HttpResponse<String> response = get("/v1/models", "accept", "text/plain");

        assertEquals(406, response.statusCode());
        assertEquals("unsupported", json(response).at("/error/code").asText());
    }

    @Test
    void feedback_get_isRefusedInJson() throws Exception {
        HttpResponse<String> response = get("/v1/feedback");

        assertEquals(405, response.statusCode());
        assertEquals("method_not_allowed", json(response).at("/error/code").asText());
    }

    @Test
    void completions_unknownKey_is401() throws Exception {
        HttpResponse<String> response = post(body(""), "authorization", "Bearer nope");

        assertEquals(401, response.statusCode());
        assertEquals("invalid_api_key", json(response).at("/error/code").asText());
        assertFalse(response.body().contains("nope"));
    }

    @Test
    void completions_forbiddenTier_is403() throws Exception {
        HttpResponse<String> response =
                post(body(",\"model\":\"v3\""), "authorization", "Bearer acme-key");

        assertEquals(403, response.statusCode());
        assertEquals("permission_error", json(response).at("/error/type").asText());
    }

    @Test
    void completions_overTheRate_is429WithRetryAfter() throws Exception {
        HttpResponse<String> response = post(body(""), "authorization", "Bearer slow-key");
        for (int i = 0; i < 3 && response.statusCode() != 429; i++) {
            response = post(body(""), "authorization", "Bearer slow-key");
        }

        assertEquals(429, response.statusCode());
        assertEquals("rate_limit_exceeded", json(response).at("/error/code").asText());
        assertTrue(response.headers().firstValue("retry-after").isPresent());
    }

    @Test
    void completions_get_is405() throws Exception {
        HttpResponse<String> response = get("/v1/chat/completions");

        assertEquals(405, response.statusCode());
        assertEquals("POST", response.headers().firstValue("allow").orElseThrow());
    }

    @Test
    void models_list_hasAutoTiersAndModels() throws Exception {
        JsonNode list = json(get("/v1/models"));

        assertEquals("list", list.at("/object").asText());
        assertEquals(
                List.of("auto", "v1", "model-v1", "v2", "model-v2", "v3", "model-v3"),
                list.findValuesAsText("id"));
        assertEquals(
                List.of("auto", "v1", "model-v1"),
                json(get("/v1/models", "authorization", "Bearer acme-key")).findValuesAsText("id"));
    }

    @Test
    void models_one_isFoundOr404() throws Exception {
        assertEquals("v2", json(get("/v1/models/v2")).at("/id").asText());
        HttpResponse<String> unknown = get("/v1/models/v9");
        assertEquals(404, unknown.statusCode());
        assertEquals("model_not_found", json(unknown).at("/error/code").asText());
        assertEquals(401, get("/v1/models", "authorization", "Bearer nope").statusCode());
    }

    @Test
    void metrics_afterRequests_haveTheNamesOfTheBrief() throws Exception {
        fakes.tier("v1").next(call -> call.prefilled().sayUnsurely("hm"));
        post(body(""));

        String metrics = get("/q/metrics").body();

        for (String name :
                List.of(
                        "strata_requests_total{",
                        "strata_route_decisions_total{",
                        "strata_escalations_total{",
                        "strata_time_to_first_token_seconds_bucket{",
                        "strata_overhead_seconds_bucket{",
                        "strata_tokens_total{",
                        "strata_cost_total{",
                        "strata_breaker_state{",
                        "strata_tier_pending{")) {
            assertTrue(metrics.contains(name), name);
        }
        assertFalse(metrics.contains("hello"));
    }
}
