package dev.strata.gateway.face;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strata.proto.event.v1.TrafficEvent;
import dev.strata.proto.tier.v1.GenerateRequest;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tools over OpenAI's chat completions; v1 knows none. */
@QuarkusTest
@TestProfile(FaceProfile.class)
class ToolsFaceComponentTest extends ToolsFaceTest {
    private static final String TOOLS = ",\"tools\":[" + DEFINITION + "]";

    private static String body(String more) {
        return "{\"messages\":[{\"role\":\"user\",\"content\":\"How is the weather in Rome?\"}]%s}"
                .formatted(more);
    }

    @Test
    void chat_modelCallsATool_isACallAndRunsWhereToolsAreKnown() throws Exception {
        say("v2", "I look it up.\n" + CALL);

        HttpResponse<String> response = post(body(TOOLS));

        assertEquals(200, response.statusCode(), response.body());
        JsonNode choice = JSON.readTree(response.body()).at("/choices/0");
        assertEquals("tool_calls", choice.at("/finish_reason").asText());
        assertEquals("I look it up.", choice.at("/message/content").asText());
        assertEquals("weather", choice.at("/message/tool_calls/0/function/name").asText());
        assertEquals(
                "{\"place\":\"Rome\"}",
                choice.at("/message/tool_calls/0/function/arguments").asText());
        assertTrue(choice.at("/message/tool_calls/0/id").asText().startsWith("call_"));
        assertEquals(0, fakes.tier("v1").calls().size());
        GenerateRequest asked = fakes.tier("v2").calls().getFirst().request();
        assertEquals(List.of(DEFINITION), asked.getToolsList());
        assertEquals("", asked.getResponseSchema());
        assertEquals("", asked.getAnswerPrefix());
        TrafficEvent event = logs.onlyEvent();
        assertEquals("tools", event.getInput().getPlain().getMessages(0).getRole());
    }

    @Test
    void chat_modelCallsNone_isText() throws Exception {
        HttpResponse<String> response = post(body(TOOLS));

        JsonNode choice = JSON.readTree(response.body()).at("/choices/0");
        assertEquals("stop", choice.at("/finish_reason").asText());
        assertTrue(choice.at("/message/content").asText().startsWith("v2"));
        assertTrue(choice.at("/message/tool_calls").isMissingNode());
    }

    @Test
    void chat_streamed_givesDeltasOfCalls() throws Exception {
        say("v2", CALL);

        HttpResponse<String> response = post(body(TOOLS + ",\"stream\":true"));

        List<String> events =
                response.body()
                        .lines()
                        .filter(line -> line.startsWith("data: {"))
                        .map(line -> line.substring(6))
                        .toList();
        JsonNode call = JSON.readTree(events.get(1)).at("/choices/0/delta/tool_calls/0");
        assertEquals(0, call.path("index").asInt(-1));
        assertEquals("weather", call.at("/function/name").asText());
        assertEquals("{\"place\":\"Rome\"}", call.at("/function/arguments").asText());
        assertEquals(
                "tool_calls",
                JSON.readTree(events.getLast()).at("/choices/0/finish_reason").asText());
        assertFalse(response.body().contains("<tool_call>"));
        assertTrue(response.body().endsWith("data: [DONE]\n\n"));
    }

    @Test
    void chat_streamedText_isWholeAndNotCut() throws Exception {
        HttpResponse<String> response = post(body(TOOLS + ",\"stream\":true,\"logprobs\":true"));

        StringBuilder text = new StringBuilder();
        for (String line : response.body().lines().filter(l -> l.startsWith("data: {")).toList()) {
            text.append(JSON.readTree(line.substring(6)).at("/choices/0/delta/content").asText(""));
        }
        assertEquals("v2" + " v2".repeat(11), text.toString());
        assertTrue(response.body().contains("\"logprob\":"));
    }

    @Test
    void chat_callRequired_isDecodedAsOneByATierThatCan() throws Exception {
        for (String choice :
                List.of(
                        "\"required\"",
                        "{\"type\":\"function\",\"function\":{\"name\":\"weather\"}}")) {
            fakes.reset();
            say("v3", "{\"name\":\"weather\",\"arguments\":{\"place\":\"Rome\"}}");

            HttpResponse<String> response = post(body(TOOLS + ",\"tool_choice\":" + choice));

            assertEquals(200, response.statusCode(), response.body());
            JsonNode answer = JSON.readTree(response.body()).at("/choices/0");
            assertEquals("tool_calls", answer.at("/finish_reason").asText());
            assertTrue(answer.at("/message/content").isNull());
            GenerateRequest asked = fakes.tier("v3").calls().getFirst().request();
            assertEquals("<tool_call>\n", asked.getAnswerPrefix());
            assertTrue(asked.getResponseSchema().contains("\"const\":\"weather\""));
        }
    }

    @Test
    void chat_toolsForbidden_areNotSent() throws Exception {
        post(body(TOOLS + ",\"tool_choice\":\"none\""));

        assertEquals(0, fakes.tier("v1").calls().getFirst().request().getToolsCount());
    }

    @Test
    void chat_earlierCallsAndAnswers_reachTheModelAsItWroteThem() throws Exception {
        HttpResponse<String> response =
                post(
                        """
                        {"messages":[
                          {"role":"user","content":"How is the weather in Rome?"},
                          {"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function",
                            "function":{"name":"weather","arguments":"{\\"place\\":\\"Rome\\"}"}}]},
                          {"role":"tool","tool_call_id":"call_1","content":"sunny"}]}
                        """);

        assertEquals(200, response.statusCode(), response.body());
        GenerateRequest asked = fakes.tier("v2").calls().getFirst().request();
        assertEquals(CALL, asked.getMessages(1).getContent());
        assertEquals("assistant", asked.getMessages(1).getRole());
        assertEquals("tool", asked.getMessages(2).getRole());
        assertEquals("sunny", asked.getMessages(2).getContent());
    }

    @Test
    void chat_noTierHasTools_isRefusedByName() throws Exception {
        HttpResponse<String> response = post(body(TOOLS), "authorization", "Bearer acme-key");

        assertEquals(400, response.statusCode(), response.body());
        assertEquals(
                "capability_missing", JSON.readTree(response.body()).at("/error/code").asText());
    }

    @Test
    void chat_privateTextInATool_staysPrivate() throws Exception {
        String secret =
                TOOLS.replace("Of a place", "Write to ann.smith@example.org, 4111 1111 1111 1111");
        post(body(secret));

        assertEquals(1, fakes.tier("v3").calls().size());
        assertEquals(0, fakes.tier("v2").calls().size());
    }

    /** The client sends the call back in its own words; the conversation stays what it was. */
    @Test
    void chat_afterACallInAPrivateConversation_staysPrivate() throws Exception {
        say("v3", "{\"name\":\"weather\",\"arguments\":{\"place\":\"Rome\"}}");
        String first = "{\"role\":\"user\",\"content\":\"How is the weather in Rome?\"}";
        post(
                "{\"messages\":[%s],\"strata\":{\"sensitivity\":\"private\"}%s}"
                        .formatted(first, TOOLS + ",\"tool_choice\":\"required\""));
        assertEquals(1, fakes.tier("v3").calls().size());

        HttpResponse<String> response =
                post(
                        """
                        {"messages":[%s,
                          {"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function",
                            "function":{"name":"weather","arguments":"{\\"place\\": \\"Rome\\"}"}}]},
                          {"role":"tool","tool_call_id":"call_1","content":"sunny"}]}
                        """
                                .formatted(first));

        assertEquals(200, response.statusCode(), response.body());
        assertEquals(2, fakes.tier("v3").calls().size());
        assertEquals(0, fakes.tier("v2").calls().size());
    }

    @Test
    void chat_wrongTools_areNamed() throws Exception {
        refuses("tools", ",\"tools\":{}");
        refuses("tools[0]", ",\"tools\":[1]");
        refuses("tools[0].type", ",\"tools\":[{\"type\":\"custom\"}]");
        refuses("tools[0].function", ",\"tools\":[{\"type\":\"function\"}]");
        refuses(
                "tools[0].function.name",
                ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a b\"}}]");
        refuses(
                "tools[0].function.parameters",
                ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a\",\"parameters\":1}}]");
        refuses(
                "tools[0].function.parameters",
                ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a\",\"parameters\":%s}}]"
                        .formatted(nested(65)));
        refuses(
                "response_format.json_schema.schema",
                ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"schema\":%s}}"
                        .formatted(nested(65)));
        refuses("tools[1].function.name", ",\"tools\":[" + DEFINITION + "," + DEFINITION + "]");
        refuses("tool_choice", TOOLS + ",\"tool_choice\":\"always\"");
        refuses("tool_choice", ",\"tool_choice\":\"required\"");
        refuses(
                "tool_choice.function.name",
                TOOLS + ",\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"x\"}}");
        refuses("functions", ",\"functions\":[]");
        refuses("response_format", TOOLS + ",\"response_format\":{\"type\":\"json_object\"}");
        refuses(
                "messages[1].tool_calls",
                "",
                "{\"role\":\"assistant\",\"tool_calls\":[{\"function\":{\"name\":\"a\",\"arguments\":\"[]\"}}]}");
    }

    /** Far beyond every limit: the body itself is refused, with words. */
    @Test
    void chat_schemaNestedVeryDeeply_isTheClientsError() throws Exception {
        for (int levels : new int[] {400, 980, 1000, 5000}) {
            HttpResponse<String> response =
                    post(
                            body(
                                    ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a\",\"parameters\":%s}}]"
                                            .formatted(nested(levels))));

            assertEquals(400, response.statusCode(), response.body());
            assertEquals(
                    "invalid_request_error",
                    JSON.readTree(response.body()).at("/error/type").asText());
        }
    }

    /** As in a whole answer, the tokens are those of the calls too. */
    @Test
    void chat_streamedCallWithLogprobs_givesThoseOfAWholeAnswer() throws Exception {
        for (String text : List.of(CALL, "I look it up.\n" + CALL)) {
            say("v2", text);
            JsonNode whole =
                    JSON.readTree(post(body(TOOLS + ",\"logprobs\":true")).body())
                            .at("/choices/0/logprobs/content");
            say("v2", text);

            List<JsonNode> streamed = new ArrayList<>();
            for (String line :
                    post(body(TOOLS + ",\"logprobs\":true,\"stream\":true"))
                            .body()
                            .lines()
                            .filter(event -> event.startsWith("data: {"))
                            .toList()) {
                JsonNode content =
                        JSON.readTree(line.substring(6)).at("/choices/0/logprobs/content");
                if (content.isArray()) {
                    streamed.add(content);
                }
            }

            assertEquals(12, whole.size());
            assertEquals(List.of(whole), streamed);
        }
    }

    private void refuses(String field, String more) throws Exception {
        refuses(field, more, "{\"role\":\"assistant\",\"content\":\"a\"}");
    }

    private void refuses(String field, String more, String second) throws Exception {
        HttpResponse<String> response =
                post(
                        "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"},%s]%s}"
                                .formatted(second, more));
        assertEquals(400, response.statusCode(), response.body());
        assertEquals(
                field, JSON.readTree(response.body()).at("/error/param").asText(), response.body());
    }
}
