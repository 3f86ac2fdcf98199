package dev.strata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(SharedMesh.class)
class RestIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final Mesh mesh = SharedMesh.mesh();

    @Test
    void completions_question_answersInOpenAisShape() throws Exception {
        HttpResponse<String> response =
                post(
                        """
                        {"model": "v1", "max_tokens": 8, "temperature": 0, "unknown_field": 1,
                         "messages": [{"role": "user", "content": "hello"}]}
                        """);

        assertEquals(200, response.statusCode(), response.body());
        JsonNode answer = JSON.readTree(response.body());
        assertEquals("chat.completion", answer.path("object").asText());
        assertEquals("assistant", answer.at("/choices/0/message/role").asText());
        assertTrue(answer.at("/usage/prompt_tokens").asInt() > 0);
        assertEquals("v1", answer.at("/strata/tier").asText());
        assertTrue(response.headers().firstValue("x-strata-request-id").isPresent());
    }

    @Test
    void completions_stream_endsWithDoneAndEqualsTheUnaryText() throws Exception {
        String body =
                """
                {"model": "v1", "max_tokens": 8, "temperature": 0, "stream": %b,
                 "stream_options": {"include_usage": true},
                 "messages": [{"role": "user", "content": "count"}]}
                """;

        HttpResponse<String> response = post(body.formatted(true));

        List<String> data =
                response.body()
                        .lines()
                        .filter(line -> line.startsWith("data:"))
                        .map(line -> line.substring(5).strip())
                        .toList();
        assertEquals("[DONE]", data.getLast());
        StringBuilder text = new StringBuilder();
        for (String line : data.subList(0, data.size() - 1)) {
            text.append(JSON.readTree(line).at("/choices/0/delta/content").asText(""));
        }
        JsonNode unary =
                JSON.readTree(
                        post(body.formatted(false).replaceAll("\"stream_options\".*\n", "\n"))
                                .body());
        assertEquals(unary.at("/choices/0/message/content").asText(), text.toString());
    }

    @Test
    void models_list_namesTheTiers() throws Exception {
        HttpResponse<String> response =
                mesh.http()
                        .send(
                                HttpRequest.newBuilder(mesh.gateway("/v1/models")).build(),
                                BodyHandlers.ofString());

        assertEquals(200, response.statusCode());
        List<String> ids = JSON.readTree(response.body()).findValuesAsText("id");
        assertTrue(ids.containsAll(List.of("v1", "v2", "v3")), ids.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "400 | {\"messages\": []}",
                "400 | {\"messages\": [{\"role\": \"wizard\", \"content\": \"x\"}]}",
                "400 | {\"messages\": [{\"role\": \"user\", \"content\": \"x\"}], \"temperature\": 9}",
                "400 | {\"messages\": [{\"role\": \"user\", \"content\": \"x\"}], \"top_p\": 0}",
                "400 | {\"messages\": [{\"role\": \"user\", \"content\": \"x\"}], \"max_tokens\": -1}",
                "400 | {\"messages\": [{\"role\": ",
                "404 | {\"model\": \"v9\", \"messages\": [{\"role\": \"user\", \"content\": \"x\"}]}",
            })
    void completions_badInput_isRefusedInOpenAisShape(int status, String body) throws Exception {
        HttpResponse<String> response = post(body);

        assertEquals(status, response.statusCode(), response.body());
        JsonNode error = JSON.readTree(response.body()).path("error");
        assertFalse(error.path("message").asText().isEmpty(), response.body());
        assertEquals("invalid_request_error", error.path("type").asText());
    }

    @Test
    void completions_invalidUtf8_isRefused() throws Exception {
        byte[] body =
                "{\"messages\": [{\"role\": \"user\", \"content\": \"?\"}]}"
                        .getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < body.length; i++) {
            if (body[i] == '?') {
                body[i] = (byte) 0xff;
            }
        }

        HttpResponse<String> response = send(BodyPublishers.ofByteArray(body));

        assertEquals(400, response.statusCode(), response.body());
    }

    @Test
    void completions_promptOverEveryContext_isRefused() throws Exception {
        HttpResponse<String> response =
                post(
                        "{\"model\": \"v1\", \"messages\": [{\"role\": \"user\", \"content\": \""
                                + "word ".repeat(40_000)
                                + "\"}]}");

        assertEquals(400, response.statusCode(), response.body());
        assertTrue(response.body().contains("context"), response.body());
    }

    private HttpResponse<String> post(String body) throws IOException, InterruptedException {
        return send(BodyPublishers.ofString(body));
    }

    private HttpResponse<String> send(HttpRequest.BodyPublisher body)
            throws IOException, InterruptedException {
        return mesh.http()
                .send(
                        HttpRequest.newBuilder(mesh.gateway("/v1/chat/completions"))
                                .header("content-type", "application/json")
                                .POST(body)
                                .build(),
                        BodyHandlers.ofString());
    }
}
