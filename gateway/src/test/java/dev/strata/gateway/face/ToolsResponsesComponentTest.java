package dev.strata.gateway.face;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tools over OpenAI's responses. */
@QuarkusTest
@TestProfile(FaceProfile.class)
class ToolsResponsesComponentTest extends ToolsFaceTest {
    private static final String RESPONSE = "{\"input\":\"How is the weather in Rome?\"%s}";
    private static final String RESPONSE_TOOLS =
            ",\"tools\":[{\"type\":\"function\",\"name\":\"weather\",\"description\":\"Of a place\",\"parameters\":"
                    + SCHEMA
                    + "}]";

    @Test
    void responses_modelCallsATool_isAFunctionCall() throws Exception {
        say("v2", "I look it up.\n" + CALL);

        JsonNode answer = answered("/v1/responses", RESPONSE.formatted(RESPONSE_TOOLS));

        assertEquals("completed", answer.path("status").asText());
        assertEquals("I look it up.", answer.at("/output/0/content/0/text").asText());
        assertEquals("function_call", answer.at("/output/1/type").asText());
        assertEquals("weather", answer.at("/output/1/name").asText());
        assertEquals(ARGUMENTS, answer.at("/output/1/arguments").asText());
        assertTrue(answer.at("/output/1/call_id").asText().startsWith("call_"));
        assertEquals("auto", answer.path("tool_choice").asText());
        assertEquals("weather", answer.at("/tools/0/name").asText());
        assertEquals(List.of(DEFINITION), asked("v2").getToolsList());
    }

    @Test
    void responses_streamed_givesEventsOfTheCall() throws Exception {
        say("v2", "I look it up.\n" + CALL);

        List<JsonNode> events =
                events("/v1/responses", RESPONSE.formatted(RESPONSE_TOOLS + ",\"stream\":true"));

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
                        "response.output_item.added",
                        "response.function_call_arguments.delta",
                        "response.function_call_arguments.done",
                        "response.output_item.done",
                        "response.completed"),
                types(events));
        for (int i = 0; i < events.size(); i++) {
            assertEquals(i, events.get(i).path("sequence_number").asInt(-1));
        }
        assertEquals(1, events.get(9).path("output_index").asInt());
        assertEquals(ARGUMENTS, events.get(9).path("delta").asText());
        assertEquals(events.get(11).path("item"), events.get(12).at("/response/output/1"));
        assertEquals("completed", events.get(12).at("/response/status").asText());
    }

    @Test
    void responses_callRequired_isDecodedAsOne() throws Exception {
        say("v3", BARE_CALL);

        JsonNode answer =
                answered(
                        "/v1/responses",
                        RESPONSE.formatted(
                                RESPONSE_TOOLS
                                        + ",\"tool_choice\":{\"type\":\"function\",\"name\":\"weather\"}"));

        assertEquals(1, answer.path("output").size());
        assertEquals("function_call", answer.at("/output/0/type").asText());
        assertEquals("<tool_call>\n", asked("v3").getAnswerPrefix());
    }

    @Test
    void responses_earlierItems_areTheTurnsThatTheModelWrote() throws Exception {
        answered(
                "/v1/responses",
                """
                {"input":[
                  {"role":"user","content":"How is the weather in Rome?"},
                  {"type":"message","role":"assistant","content":[{"type":"output_text","text":"I look."}]},
                  {"type":"function_call","call_id":"call_1","name":"weather","arguments":"{\\"place\\":\\"Rome\\"}"},
                  {"type":"function_call_output","call_id":"call_1","output":"sunny"},
                  {"type":"function_call","call_id":"call_2","name":"weather","arguments":"{\\"place\\":\\"Rome\\"}"}]}
                """);

        List<String> turns =
                asked("v2").getMessagesList().stream()
                        .map(turn -> turn.getRole() + ": " + turn.getContent())
                        .toList();
        assertEquals(
                List.of(
                        "user: How is the weather in Rome?",
                        "assistant: I look.\n" + CALL,
                        "tool: sunny",
                        "assistant: " + CALL),
                turns);
    }

    @Test
    void responses_wrongTools_areNamed() throws Exception {
        wrongResponse("tools[0].type", ",\"tools\":[{\"type\":\"web_search\"}]");
        wrongResponse("tools[0].name", ",\"tools\":[{\"type\":\"function\"}]");
        wrongResponse(
                "tools[0].parameters",
                ",\"tools\":[{\"type\":\"function\",\"name\":\"a\",\"parameters\":%s}]"
                        .formatted(nested(65)));
        wrongResponse(
                "text.format.schema",
                ",\"text\":{\"format\":{\"type\":\"json_schema\",\"schema\":%s}}"
                        .formatted(nested(65)));
        wrongResponse(
                "tool_choice.name",
                RESPONSE_TOOLS + ",\"tool_choice\":{\"type\":\"function\",\"name\":\"x\"}");
        wrongResponse(
                "tool_choice.type", RESPONSE_TOOLS + ",\"tool_choice\":{\"type\":\"web_search\"}");
        wrongResponse(
                "text.format",
                RESPONSE_TOOLS + ",\"text\":{\"format\":{\"type\":\"json_object\"}}");
        HttpResponse<String> item =
                send("/v1/responses", "{\"input\":[{\"type\":\"item_reference\"}]}");
        assertEquals("input[0].type", JSON.readTree(item.body()).at("/error/param").asText());
        HttpResponse<String> call =
                send(
                        "/v1/responses",
                        "{\"input\":[{\"type\":\"function_call\",\"name\":\"a\",\"arguments\":\"[]\"}]}");
        assertEquals("input[0].arguments", JSON.readTree(call.body()).at("/error/param").asText());
    }

    private void wrongResponse(String field, String more) throws Exception {
        HttpResponse<String> response = send("/v1/responses", RESPONSE.formatted(more));
        assertEquals(400, response.statusCode(), response.body());
        assertEquals(field, JSON.readTree(response.body()).at("/error/param").asText());
    }
}
