package dev.strata.gateway.face;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.strata.proto.chat.v1.ChatGrpc;
import dev.strata.proto.chat.v1.ChatRequest;
import dev.strata.proto.chat.v1.GenerateRequest;
import dev.strata.service.GrpcError;
import io.grpc.Metadata;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** There is no way past a budget: each route that computes asks it, streamed, repeated or not. */
@QuarkusTest
@TestProfile(FaceProfile.class)
class BilledRoutesComponentTest extends FaceTest {
    private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

    private static final Map<String, String> ROUTES =
            Map.of(
                    "/v1/chat/completions", "{" + MESSAGES + "%s}",
                    "/v1/completions", "{\"prompt\":\"hi\"%s}",
                    "/v1/responses", "{\"input\":\"hi\"%s}",
                    "/v1/messages", "{\"max_tokens\":9," + MESSAGES + "%s}",
                    "/v1/embeddings", "{\"input\":\"hi there\"%s}");

    /** They record; nothing is computed. */
    private static final Set<String> FREE = Set.of("/v1/feedback", "/v1/erasures");

    @Test
    void document_postRoutes_areBilledHereOrFree() throws Exception {
        JsonNode paths;
        try (InputStream in = getClass().getResourceAsStream("/openapi.yaml")) {
            paths = new YAMLMapper().readTree(in).path("paths");
        }
        Set<String> posts = new HashSet<>();
        paths.properties()
                .forEach(path -> {
                    if (path.getValue().has("post")) {
                        posts.add(path.getKey());
                    }
                });

        Set<String> known = new HashSet<>(ROUTES.keySet());
        known.addAll(FREE);
        assertEquals(known, posts);
    }

    @Test
    void rest_budgetIsSpent_refusesOnEveryRoute() throws Exception {
        for (var route : new TreeMap<>(ROUTES).entrySet()) {
            refuses(route.getKey(), route.getValue().formatted(""));
            if (!route.getKey().equals("/v1/embeddings")) {
                refuses(route.getKey(), route.getValue().formatted(",\"stream\":true"));
            }
        }
        refuses("/v1/chat/completions", "{" + MESSAGES + ",\"n\":3}");
        nothingRan();
    }

    private void refuses(String path, String body) throws Exception {
        HttpResponse<String> response =
                postTo(
                        path,
                        BodyPublishers.ofString(body),
                        "authorization",
                        "Bearer spent-key",
                        "x-api-key",
                        "spent-key");
        assertEquals(429, response.statusCode(), path + ": " + response.body());
        assertTrue(response.headers().firstValue("retry-after").isPresent(), path);
    }

    @Test
    void grpc_budgetIsSpent_refusesEveryCall() {
        Metadata key = new Metadata();
        key.put(
                Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
                "Bearer spent-key");
        ChatGrpc.ChatBlockingStub spent =
                chat.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(key));
        ChatRequest request = ask("hi");

        refuses(() -> spent.chat(request));
        refuses(() -> spent.chatStream(request).next());
        refuses(() -> spent.generate(GenerateRequest.newBuilder().setPrompt("hi").build()));
        nothingRan();
    }

    private static void refuses(Executable call) {
        GrpcError error = GrpcError.from(assertThrows(StatusRuntimeException.class, call));
        assertEquals(Code.RESOURCE_EXHAUSTED, error.code());
        assertEquals("BUDGET_EXHAUSTED", error.reason());
    }

    private void nothingRan() {
        for (String tier : new String[] {"v1", "v2", "v3"}) {
            assertEquals(0, fakes.tier(tier).calls().size(), tier);
        }
    }
}
