package dev.strata.gateway.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CallTextTest {
    private static final Tools TOOLS = tools(false, true);

    private static Tools tools(boolean mustCall, boolean several) {
        return new Tools(
                Stream.of("add", "weather")
                        .map(name ->
                                new Tools.Tool(
                                        name,
                                        "{\"name\":\"%s\"}".formatted(name),
                                        JsonNodeFactory.instance
                                                .objectNode()
                                                .put("type", "object")))
                        .toList(),
                mustCall,
                several);
    }

    private static String call(String json) {
        return "<tool_call>\n" + json + "\n</tool_call>";
    }

    @Test
    void of_oneCallAmongWords_isTheCallAndTheWords() {
        CallText said =
                CallText.of(
                        "Let me see.\n" + call("{\"name\": \"add\", \"arguments\": {\"a\": 1}}"),
                        TOOLS);

        assertEquals("Let me see.", said.content());
        assertEquals(List.of(new ToolCall("add", "{\"a\":1}")), said.calls());
    }

    @Test
    void of_severalCalls_areInOrderUnlessOneIsAllowed() {
        String answer =
                call("{\"name\":\"add\",\"arguments\":{}}")
                        + "\n"
                        + call("{\"name\":\"weather\",\"arguments\":\"{\\\"days\\\":2}\"}");

        assertEquals(
                List.of(new ToolCall("add", "{}"), new ToolCall("weather", "{\"days\":2}")),
                CallText.of(answer, TOOLS).calls());
        assertEquals(
                List.of(new ToolCall("add", "{}")),
                CallText.of(answer, tools(false, false)).calls());
    }

    @Test
    void of_noClosingMark_isStillACall() {
        assertEquals(
                List.of(new ToolCall("add", "{}")),
                CallText.of("<tool_call>\n{\"name\": \"add\"}", TOOLS).calls());
    }

    @Test
    void of_whatIsNotUnderstood_isAllContent() {
        for (String answer :
                List.of(
                        "",
                        "no call",
                        "<tool_call>",
                        call("{\"name\": \"add\", \"arguments\": {\"a\": 1}"),
                        call("{\"name\": \"unknown\", \"arguments\": {}}"),
                        call("{\"name\": \"add\", \"arguments\": [1]}"),
                        call("{\"name\": \"add\", \"arguments\": \"x\"}"),
                        call("{\"name\": \"add\", \"arguments\": {}} {}"),
                        call("[]"),
                        call("{\"name\": \"add\"}") + call("oops"))) {
            assertEquals(new CallText(answer, List.of()), CallText.of(answer, TOOLS), answer);
        }
        assertEquals(List.of(), CallText.of(call("{\"name\":\"add\"}"), Tools.NONE).calls());
    }

    @Test
    void of_answerThatMustBeACall_isTheObjectAlone() {
        assertEquals(
                new CallText("", List.of(new ToolCall("add", "{\"a\":1}"))),
                CallText.of("{\"name\":\"add\",\"arguments\":{\"a\":1}}", tools(true, true)));
        assertEquals(
                new CallText("{\"name\":\"add\",\"arg", List.of()),
                CallText.of("{\"name\":\"add\",\"arg", tools(true, true)));
    }

    @Test
    void write_calls_areAsTheModelWritesThem() {
        assertEquals(
                Optional.of(
                        "Well.\n<tool_call>\n{\"name\": \"add\", \"arguments\": {\"a\": 1, \"b\": [2, 3]}}\n</tool_call>\n<tool_call>\n{\"name\": \"weather\", \"arguments\": {}}\n</tool_call>"),
                CallText.write(
                        "Well.",
                        List.of(
                                new ToolCall("add", "{\"a\":1,\"b\":[2,3]}"),
                                new ToolCall("weather", ""))));
        assertEquals(
                Optional.empty(), CallText.write("", List.of(new ToolCall("add", "not json"))));
    }

    @Test
    void of_whatWasWritten_isTheSameCalls() {
        List<ToolCall> calls =
                List.of(
                        new ToolCall("add", "{\"text\":\"a \\\"b\\\" \\n ü\"}"),
                        new ToolCall("weather", "{}"));

        assertEquals(
                new CallText("Well.", calls),
                CallText.of(CallText.write("Well.", calls).orElseThrow(), TOOLS));
    }

    @Test
    void schemaOfCall_oneOrSeveral_namesEach() {
        assertEquals("", TOOLS.schemaOfCall());
        String add =
                "{\"type\":\"object\",\"properties\":{\"name\":{\"const\":\"add\"},\"arguments\":{\"type\":\"object\"}},\"required\":[\"name\",\"arguments\"],\"additionalProperties\":false}";
        assertEquals(add, TOOLS.only("add").orElseThrow().schemaOfCall());
        assertEquals(
                "{\"anyOf\":[" + add + "," + add.replace("\"add\"", "\"weather\"") + "]}",
                tools(true, true).schemaOfCall());
        assertEquals(Optional.empty(), TOOLS.only("nothing"));
    }
}
