package dev.strata.gateway.face;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(FaceProfile.class)
class EmbeddingsFaceComponentTest extends FaceTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private HttpResponse<String> embed(String body, String... headers) throws Exception {
        return postTo("/v1/embeddings", BodyPublishers.ofString(body), headers);
    }

    private static float[] vector(JsonNode answer, int index) {
        JsonNode values = answer.at("/data/" + index + "/embedding");
        float[] vector = new float[values.size()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = values.get(i).floatValue();
        }
        return vector;
    }

    private static double cosine(float[] one, float[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }

    @Test
    void embeddings_texts_areCloseWhereTheyMeanTheSame() throws Exception {
        HttpResponse<String> response =
                embed(
                        """
                        {"model": "all-minilm-l6-v2", "input": [
                          "How do I reset my password?",
                          "I forgot my password and cannot log in.",
                          "The river floods every spring."]}
                        """);

        assertEquals(200, response.statusCode(), response.body());
        JsonNode answer = JSON.readTree(response.body());
        assertEquals("list", answer.at("/object").asText());
        assertEquals(2, answer.at("/data/2/index").asInt());
        float[] asked = vector(answer, 0);
        assertEquals(384, asked.length);
        assertEquals(1, cosine(asked, asked), 1e-4);
        double like = cosine(asked, vector(answer, 1));
        double unlike = cosine(asked, vector(answer, 2));
        assertTrue(like > unlike + .3, like + " and " + unlike);
        int tokens = answer.at("/usage/prompt_tokens").asInt();
        assertTrue(tokens > 15 && tokens < 50, "tokens " + tokens);
        assertEquals(tokens, answer.at("/usage/total_tokens").asInt());
    }

    @Test
    void embeddings_base64_areTheSameFloats() throws Exception {
        String text = "{\"input\": \"Two words.\"%s}";
        JsonNode plain = JSON.readTree(embed(text.formatted("")).body());
        JsonNode coded =
                JSON.readTree(embed(text.formatted(",\"encoding_format\":\"base64\"")).body());

        var floats =
                ByteBuffer.wrap(Base64.getDecoder().decode(coded.at("/data/0/embedding").asText()))
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asFloatBuffer();
        float[] decoded = new float[floats.remaining()];
        floats.get(decoded);
        assertArrayEquals(vector(plain, 0), decoded);
    }

    @Test
    void embeddings_wrongBodies_nameTheField() throws Exception {
        refuses(400, "input", "is missing", "{}");
        refuses(400, "input", "has a wrong length", "{\"input\":[]}");
        refuses(400, "input", "is empty", "{\"input\":\" \"}");
        refuses(400, "input", "is empty", "{\"input\":\"\\u0000\\u001f\"}");
        refuses(400, "input[1]", "is empty", "{\"input\":[\"a\",\"\\u200b\"]}");
        refuses(
                400,
                "input",
                "is too long",
                "{\"input\":[\"%s\",\"a\"]}".formatted("a ".repeat(9_000)));
        refuses(400, "input", "is not valid Unicode", "{\"input\":\"a\\ud800\"}");
        refuses(400, "input[1]", "token ids", "{\"input\":[\"a\",3]}");
        refuses(400, "input[0]", "token ids", "{\"input\":[[1,2]]}");
        refuses(400, "dimensions", "expected 384, got 8", "{\"input\":\"a\",\"dimensions\":8}");
        refuses(
                400,
                "encoding_format",
                "float or base64",
                "{\"input\":\"a\",\"encoding_format\":\"int8\"}");
        refuses(404, "model", "makes no embeddings", "{\"input\":\"a\",\"model\":\"v1\"}");
    }

    @Test
    void embeddings_unknownKey_is401() throws Exception {
        assertEquals(401, embed("{\"input\":\"a\"}", "authorization", "Bearer nope").statusCode());
    }

    @Test
    void embeddings_overTheTenantsRate_is429() throws Exception {
        HttpResponse<String> response =
                embed("{\"input\":\"a\"}", "authorization", "Bearer slow-key");
        for (int i = 0; i < 3 && response.statusCode() != 429; i++) {
            response = embed("{\"input\":\"a\"}", "authorization", "Bearer slow-key");
        }

        assertEquals(429, response.statusCode());
    }

    /** Here, since the model's library loads once in a process. */
    @Test
    void cache_sameMeaning_isAHitOfTheSamePersonAlone() throws Exception {
        String body =
                "{\"user\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}],\"strata\":{\"cache\":\"semantic\"}}";
        String first = "What is the capital city of France?";
        String alike = "What's the capital city of France?";
        assertEquals("miss", mark(post(body.formatted("ann", first))));

        assertEquals("hit", mark(post(body.formatted("ann", alike))));
        assertEquals("miss", mark(post(body.formatted("bob", alike))));
        assertEquals("miss", mark(post(body.formatted("ann", "What is the sun made of?"))));
        assertEquals(
                "miss",
                mark(post(body.formatted("ann", alike), "authorization", "Bearer acme-key")));
    }

    private static String mark(HttpResponse<?> response) {
        return response.headers().firstValue("x-strata-cache").orElse("");
    }

    private void refuses(int status, String field, String words, String body) throws Exception {
        HttpResponse<String> response = embed(body);
        assertEquals(status, response.statusCode(), response.body());
        JsonNode error = JSON.readTree(response.body()).path("error");
        assertEquals(field, error.path("param").asText());
        assertTrue(error.path("message").asText().contains(words), response.body());
    }
}
