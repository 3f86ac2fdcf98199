package dev.strata.gateway.face;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tools over Anthropic's messages. */
@QuarkusTest
@TestProfile(FaceProfile.class)
class ToolsMessagesComponentTest extends ToolsFaceTest {
    private static final String ANTHROPIC =
            "{\"max_tokens\":99,\"messages\":[{\"role\":\"user\",\"content\":\"How is the weather in Rome?\"}]%s}";
    private static final String ANTHROPIC_TOOLS =
            ",\"tools\":[{\"name\":\"weather\",\"description\":\"Of a place\",\"input_schema\":"
                    + SCHEMA
                    + "}]";

    @Test
    void messages_modelCallsATool_isAToolUse() throws Exception {
        say("v2", "I look it up.\n" + CALL);

        JsonNode answer = answered("/v1/messages", ANTHROPIC.formatted(ANTHROPIC_TOOLS));

        assertEquals("tool_use", answer.path("stop_reason").asText());
        assertEquals("I look it up.", answer.at("/content/0/text").asText());
        assertEquals("tool_use", answer.at("/content/1/type").asText());
        assertEquals("weather", answer.at("/content/1/name").asText());
        assertEquals("Rome", answer.at("/content/1/input/place").asText());
        assertTrue(answer.at("/content/1/id").asText().startsWith("toolu_"));
        assertEquals(List.of(DEFINITION), asked("v2").getToolsList());
    }

    @Test
    void messages_streamed_givesItsInputAsJsonDeltas() throws Exception {
        say("v2", CALL);

        List<JsonNode> events =
                events("/v1/messages", ANTHROPIC.formatted(ANTHROPIC_TOOLS + ",\"stream\":true"));

        assertEquals(
                List.of(
                        "message_start",
                        "content_block_start",
                        "content_block_delta",
                        "content_block_stop",
                        "message_delta",
                        "message_stop"),
                types(events));
        assertEquals("tool_use", events.get(1).at("/content_block/type").asText());
        assertEquals(ARGUMENTS, events.get(2).at("/delta/partial_json").asText());
        assertEquals("tool_use", events.get(4).at("/delta/stop_reason").asText());
    }

    @Test
    void messages_streamedTextBesideTools_isOneBlock() throws Exception {
        List<JsonNode> events =
                events("/v1/messages", ANTHROPIC.formatted(ANTHROPIC_TOOLS + ",\"stream\":true"));

        assertEquals(V2, events.get(2).at("/delta/text").asText());
        assertEquals("end_turn", events.get(4).at("/delta/stop_reason").asText());
    }

    @Test
    void messages_callRequiredOrNamed_isDecodedAsOne() throws Exception {
        for (String choice :
                List.of("{\"type\":\"any\"}", "{\"type\":\"tool\",\"name\":\"weather\"}")) {
            fakes.reset();
            say("v3", BARE_CALL);

            JsonNode answer =
                    answered(
                            "/v1/messages",
                            ANTHROPIC.formatted(ANTHROPIC_TOOLS + ",\"tool_choice\":" + choice));

            assertEquals("Rome", answer.at("/content/0/input/place").asText(), answer.toString());
            assertEquals("<tool_call>\n", asked("v3").getAnswerPrefix());
        }
    }

    @Test
    void messages_resultsOfTools_becomeTurnsOfTheirs() throws Exception {
        answered(
                "/v1/messages",
                """
                {"max_tokens":9,"system":"Be brief.","messages":[
                  {"role":"user","content":"How is the weather in Rome?"},
                  {"role":"assistant","content":[{"type":"text","text":"I look."},
                    {"type":"tool_use","id":"toolu_1","name":"weather","input":{"place":"Rome"}}]},
                  {"role":"user","content":[
                    {"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"text","text":"sunny"}]},
                    {"type":"tool_result","tool_use_id":"toolu_2","content":"no such place","is_error":true},
                    {"type":"text","text":"And tomorrow?"}]}]}
                """);

        List<String> turns =
                asked("v2").getMessagesList().stream()
                        .map(turn -> turn.getRole() + ": " + turn.getContent())
                        .toList();
        assertEquals(
                List.of(
                        "system: Be brief.",
                        "user: How is the weather in Rome?",
                        "assistant: I look.\n" + CALL,
                        "tool: sunny",
                        "tool: Error: no such place",
                        "user: And tomorrow?"),
                turns);
    }

    @Test
    void messages_wrongTools_areNamed() throws Exception {
        wrongMessage("tools has the wrong type", ",\"tools\":{}");
        wrongMessage("tools[0].type is not offered", ",\"tools\":[{\"type\":\"bash_20250124\"}]");
        wrongMessage("tools[0].input_schema is missing", ",\"tools\":[{\"name\":\"a\"}]");
        wrongMessage(
                "tools[0].name is no name",
                ",\"tools\":[{\"name\":\"a b\",\"input_schema\":{\"type\":\"object\"}}]");
        wrongMessage(
                "tools[0].input_schema is nested too deeply",
                ",\"tools\":[{\"name\":\"a\",\"input_schema\":%s}]".formatted(nested(65)));
        wrongMessage(
                "tool_choice.type is unknown",
                ANTHROPIC_TOOLS + ",\"tool_choice\":{\"type\":\"must\"}");
        wrongMessage("tool_choice needs tools", ",\"tool_choice\":{\"type\":\"any\"}");
        wrongMessage(
                "tool_choice.name is unknown",
                ANTHROPIC_TOOLS + ",\"tool_choice\":{\"type\":\"tool\",\"name\":\"x\"}");
        String turn = "{\"max_tokens\":9,\"messages\":[{\"role\":\"%s\",\"content\":[%s]}]}";
        assertTrue(
                send(
                                "/v1/messages",
                                turn.formatted(
                                        "assistant", "{\"type\":\"tool_use\",\"name\":\"a\"}"))
                        .body()
                        .contains("messages[0].content[0].input is missing"));
        assertTrue(
                send("/v1/messages", turn.formatted("user", "{\"type\":\"image\"}"))
                        .body()
                        .contains("messages[0].content[0].type is not offered"));
    }

    private void wrongMessage(String words, String more) throws Exception {
        HttpResponse<String> response = send("/v1/messages", ANTHROPIC.formatted(more));
        assertEquals(400, response.statusCode(), response.body());
        String message = JSON.readTree(response.body()).at("/error/message").asText();
        assertTrue(message.startsWith(words), message);
    }
}
