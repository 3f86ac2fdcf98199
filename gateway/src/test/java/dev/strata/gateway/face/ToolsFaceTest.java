package dev.strata.gateway.face;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strata.proto.tier.v1.GenerateRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

/** What the tests of tools share; v1 knows none. */
abstract class ToolsFaceTest extends FaceTest {
    static final ObjectMapper JSON = new ObjectMapper();
    static final String SCHEMA =
            "{\"type\":\"object\",\"properties\":{\"place\":{\"type\":\"string\"}},\"required\":[\"place\"]}";
    static final String DEFINITION =
            "{\"type\":\"function\",\"function\":{\"name\":\"weather\",\"description\":\"Of a place\",\"parameters\":"
                    + SCHEMA
                    + "}}";
    static final String CALL =
            "<tool_call>\n{\"name\": \"weather\", \"arguments\": {\"place\": \"Rome\"}}\n</tool_call>";
    static final String BARE_CALL = "{\"name\":\"weather\",\"arguments\":{\"place\":\"Rome\"}}";
    static final String ARGUMENTS = "{\"place\":\"Rome\"}";
    static final String V2 = "v2" + " v2".repeat(11);

    /** Objects within one another. */
    static String nested(int levels) {
        return "{\"a\":".repeat(levels) + "1" + "}".repeat(levels);
    }

    void say(String tier, String text) {
        fakes.tier(tier)
                .next(call -> {
                    call.prefilled().say(text, -.01, .02);
                    for (int i = 0; i < 11; i++) {
                        call.say("", -.01, .02);
                    }
                    call.finish();
                });
    }

    HttpResponse<String> send(String path, String body) throws Exception {
        return postTo(path, BodyPublishers.ofString(body));
    }

    JsonNode answered(String path, String body) throws Exception {
        HttpResponse<String> response = send(path, body);
        assertEquals(200, response.statusCode(), response.body());
        return JSON.readTree(response.body());
    }

    List<JsonNode> events(String path, String body) throws Exception {
        HttpResponse<String> response = send(path, body);
        assertEquals(200, response.statusCode(), response.body());
        assertFalse(response.body().contains("<tool_call>"), response.body());
        List<JsonNode> events = new ArrayList<>();
        for (String line : response.body().lines().toList()) {
            if (line.startsWith("data: {")) {
                events.add(JSON.readTree(line.substring(6)));
            }
        }
        return events;
    }

    static List<String> types(List<JsonNode> events) {
        return events.stream().map(event -> event.path("type").asText()).toList();
    }

    GenerateRequest asked(String tier) {
        return fakes.tier(tier).calls().getFirst().request();
    }
}
