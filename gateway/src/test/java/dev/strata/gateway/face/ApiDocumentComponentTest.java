package dev.strata.gateway.face;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.strata.gateway.http.RestApi;
import io.quarkus.arc.All;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The document says what is served, and every API is in it. */
@QuarkusTest
@TestProfile(FaceProfile.class)
class ApiDocumentComponentTest extends FaceTest {
    @Inject @All List<RestApi> apis;

    @Test
    void document_everyPathAndMethod_isServed() throws Exception {
        JsonNode paths = new YAMLMapper().readTree(get("/openapi.yaml").body()).path("paths");

        for (Map.Entry<String, JsonNode> path : paths.properties()) {
            for (String method : names(path.getValue())) {
                HttpRequest request =
                        HttpRequest.newBuilder(uri(path.getKey().replace("{id}", "v1")))
                                .method(
                                        method.toUpperCase(Locale.ROOT),
                                        BodyPublishers.ofString("{}"))
                                .build();
                var response = http.send(request, BodyHandlers.ofString());
                assertNotEquals(405, response.statusCode(), path.getKey());
                assertNotEquals(
                        "not_found",
                        new YAMLMapper().readTree(response.body()).at("/error/code").asText(),
                        path.getKey());
            }
        }
    }

    @Test
    void document_everyApi_isInIt() throws Exception {
        JsonNode paths = new YAMLMapper().readTree(get("/openapi.yaml").body()).path("paths");

        assertEquals(
                List.of(),
                apis.stream().map(RestApi::path).filter(path -> !paths.has(path)).toList());
    }

    private static List<String> names(JsonNode object) {
        return List.copyOf(object.properties().stream().map(Map.Entry::getKey).toList());
    }
}
