package dev.strata.gateway.face;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.grpc.Status.Code;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The APIs beside chat completions, and several answers to one request. */
@QuarkusTest
@TestProfile(FaceProfile.class)
class RestApisComponentTest extends FaceTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String ANSWER = "v1" + " v1".repeat(11);

    private HttpResponse<String> send(String path, String body, String... headers)
            throws Exception {
        return postTo(path, BodyPublishers.ofString(body), headers);
    }

    private JsonNode answered(String path, String body, String... headers) throws Exception {
        HttpResponse<String> response = send(path, body, headers);
        assertEquals(200, response.statusCode(), response.body());
        return JSON.readTree(response.body());
    }

    private static List<JsonNode> events(HttpResponse<String> response) throws Exception {
        List<JsonNode> events = new ArrayList<>();
        for (String line : response.body().lines().toList()) {
            if (line.startsWith("data: {")) {
                events.add(JSON.readTree(line.substring(6)));
            }
        }
        return events;
    }

    private static List<String> types(List<JsonNode> events) {
        return events.stream().map(event -> event.path("type").asText()).distinct().toList();
    }

    @Test
    void completions_prompt_goesToTheTierWithoutATemplate() throws Exception {
        JsonNode answer =
                answered(
                        "/v1/completions",
                        "{\"model\":\"auto\",\"prompt\":[\"Once upon\"],\"echo\":true,\"stop\":\"END\"}");

        assertEquals("text_completion", answer.at("/object").asText());
        assertEquals("Once upon" + ANSWER, answer.at("/choices/0/text").asText());
        assertEquals("stop", answer.at("/choices/0/finish_reason").asText());
        assertEquals(19, answer.at("/usage/total_tokens").asInt());
        var request = fakes.tier("v1").calls().getFirst().request();
        assertEquals("Once upon", request.getPrompt());
        assertEquals(0, request.getMessagesCount());
        assertEquals(16, request.getMaxTokens());
        assertEquals("openai_completion", logs.onlyEvent().getParameters().getMethod());
    }

    @Test
    void completions_logprobs_haveOneEntryForEachToken() throws Exception {
        JsonNode logprobs =
                answered("/v1/completions", "{\"prompt\":\"go\",\"logprobs\":0}")
                        .at("/choices/0/logprobs");

        assertEquals(12, logprobs.path("tokens").size());
        assertEquals(12, logprobs.path("token_logprobs").size());
        assertEquals("[0,2,5]", firstThree(logprobs.path("text_offset")));
    }

    private static String firstThree(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .limit(3)
                .toList()
                .toString()
                .replace(" ", "");
    }

    @Test
    void completions_stream_endsWithDone() throws Exception {
        HttpResponse<String> response =
                send("/v1/completions", "{\"prompt\":\"go\",\"stream\":true}");

        StringBuilder text = new StringBuilder();
        for (JsonNode event : events(response)) {
            text.append(event.at("/choices/0/text").asText());
        }
        assertEquals(ANSWER, text.toString());
        assertTrue(response.body().endsWith("data: [DONE]\n\n"));
    }

    @Test
    void completions_promptOfTokenIds_isRefused() throws Exception {
        HttpResponse<String> response = send("/v1/completions", "{\"prompt\":[[1,2]]}");

        assertEquals(400, response.statusCode());
        assertEquals("prompt", JSON.readTree(response.body()).at("/error/param").asText());
    }

    @Test
    void responses_text_isAnsweredAsOneMessage() throws Exception {
        JsonNode answer =
                answered(
                        "/v1/responses",
                        "{\"instructions\":\"be brief\",\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"hello\"}]}],\"max_output_tokens\":20}");

        assertEquals("response", answer.at("/object").asText());
        assertEquals("completed", answer.at("/status").asText());
        assertEquals("message", answer.at("/output/0/type").asText());
        assertEquals(ANSWER, answer.at("/output/0/content/0/text").asText());
        assertEquals(12, answer.at("/usage/output_tokens").asInt());
        assertEquals(
                "system", fakes.tier("v1").calls().getFirst().request().getMessages(0).getRole());
    }

    @Test
    void responses_stream_buildsUpTheResponse() throws Exception {
        List<JsonNode> events =
                events(send("/v1/responses", "{\"input\":\"hello\",\"stream\":true}"));

        assertEquals(
                List.of(
                        "response.created",
                        "response.in_progress",
                        "response.output_item.added",
                        "response.content_part.added",
                        "response.output_text.delta",
                        "response.output_text.done",
                        "response.content_part.done",
                        "response.output_item.done",
                        "response.completed"),
                types(events));
        assertEquals(ANSWER, events.getLast().at("/response/output/0/content/0/text").asText());
        for (int i = 0; i < events.size(); i++) {
            assertEquals(i, events.get(i).path("sequence_number").asInt());
        }
    }

    @Test
    void responses_previousResponse_isRefused() throws Exception {
        HttpResponse<String> response =
                send("/v1/responses", "{\"input\":\"go on\",\"previous_response_id\":\"resp_1\"}");

        assertEquals(400, response.statusCode());
    }

    @Test
    void messages_question_isAnsweredInAnthropicsShape() throws Exception {
        JsonNode answer =
                answered(
                        "/v1/messages",
                        "{\"model\":\"auto\",\"max_tokens\":9,\"system\":[{\"type\":\"text\",\"text\":\"be brief\"}],\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}],\"stop_sequences\":[\"END\"]}",
                        "x-api-key",
                        "acme-key");

        assertEquals("message", answer.path("type").asText());
        assertEquals(ANSWER, answer.at("/content/0/text").asText());
        assertEquals("end_turn", answer.path("stop_reason").asText());
        assertEquals(5, answer.at("/usage/input_tokens").asInt());
        assertEquals(2, answer.at("/usage/cache_read_input_tokens").asInt());
        var request = fakes.tier("v1").calls().getFirst().request();
        assertEquals("system", request.getMessages(0).getRole());
        assertEquals(List.of("END"), request.getStop().getStringsList());
    }

    @Test
    void messages_stream_endsWithMessageStop() throws Exception {
        List<JsonNode> events =
                events(
                        send(
                                "/v1/messages",
                                "{\"max_tokens\":9,\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}"));

        assertEquals(
                List.of(
                        "message_start",
                        "content_block_start",
                        "content_block_delta",
                        "content_block_stop",
                        "message_delta",
                        "message_stop"),
                types(events));
    }

    @Test
    void messages_tierDiesMidStream_endsInAnErrorAndNoStop() throws Exception {
        fakes.tier("v1")
                .next(call -> call.prefilled().saySurely("yes").fail(Code.UNAVAILABLE, "GONE"));

        List<JsonNode> events =
                events(
                        send(
                                "/v1/messages",
                                "{\"max_tokens\":9,\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}"));

        assertEquals("error", events.getLast().path("type").asText());
        assertFalse(types(events).contains("message_stop"));
    }

    @Test
    void messages_withoutMaxTokens_isRefusedInAnthropicsShape() throws Exception {
        HttpResponse<String> response =
                send("/v1/messages", "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");

        assertEquals(400, response.statusCode());
        assertEquals(
                "invalid_request_error", JSON.readTree(response.body()).at("/error/type").asText());
    }

    @Test
    void chat_threeChoices_allAreAnsweredWithSeedsOfTheirOwn() throws Exception {
        JsonNode answer =
                answered(
                        "/v1/chat/completions",
                        "{\"n\":3,\"seed\":5,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}");

        assertEquals(3, answer.path("choices").size());
        assertEquals(2, answer.at("/choices/2/index").asInt());
        assertEquals(7, answer.at("/usage/prompt_tokens").asInt());
        assertEquals(36, answer.at("/usage/completion_tokens").asInt());
        assertEquals(
                List.of(5L, 6L, 7L),
                fakes.tier("v1").calls().stream()
                        .map(call -> call.request().getSampling().getSeed())
                        .sorted()
                        .toList());
    }

    @Test
    void chat_oneChoiceOfThreeFails_noneIsAnswered() throws Exception {
        fakes.tier("v1")
                .next(
                        call -> call.prefilled().saySurely("a").finish(),
                        call -> call.fail(Code.INVALID_ARGUMENT, "NO"));

        HttpResponse<String> response =
                send(
                        "/v1/chat/completions",
                        "{\"n\":3,\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}");

        assertEquals(400, response.statusCode(), response.body());
    }

    @Test
    void chat_twoChoicesStreamed_comeOneAfterTheOther() throws Exception {
        HttpResponse<String> response =
                send(
                        "/v1/chat/completions",
                        "{\"n\":2,\"stream\":true,\"stream_options\":{\"include_usage\":true},\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}");

        List<JsonNode> events = events(response);
        assertEquals(24, events.getLast().at("/usage/completion_tokens").asInt());
        assertTrue(events.stream().anyMatch(e -> e.at("/choices/0/index").asInt() == 1));
        assertTrue(response.body().endsWith("data: [DONE]\n\n"));
    }

    @Test
    void chat_jsonSchema_goesToATierThatKnowsIt() throws Exception {
        JsonNode answer =
                answered(
                        "/v1/chat/completions",
                        "{\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}],\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"a\",\"schema\":{\"type\":\"object\"}}}}");

        assertEquals("v3", answer.at("/strata/tier").asText());
        assertEquals(
                "{\"type\":\"object\"}",
                fakes.tier("v3").calls().getFirst().request().getResponseSchema());
    }

    @Test
    void chat_jsonSchemaOfATierThatLacksIt_isRefusedHonestly() throws Exception {
        HttpResponse<String> response =
                send(
                        "/v1/chat/completions",
                        "{\"model\":\"v1\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}],\"response_format\":{\"type\":\"json_object\"}}");

        assertEquals(400, response.statusCode(), response.body());
        assertEquals(
                "capability_missing", JSON.readTree(response.body()).at("/error/code").asText());
    }
}
