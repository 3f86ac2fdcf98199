package dev.strata.gateway.face;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Bodies over the limit, announced and not: every path says why in the same words. */
@QuarkusTest
@TestProfile(FaceProfile.class)
class BodyLimitComponentTest extends FaceTest {
    private static final int LIMIT_BYTES = 65_536;
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static JsonNode json(HttpResponse<String> response) throws Exception {
        return JSON.readTree(response.body());
    }

    @Test
    void completions_bodyOverTheLimit_is413() throws Exception {
        HttpResponse<String> response = post("x".repeat(70_000));

        assertEquals(413, response.statusCode(), response.body());
        assertEquals("body_too_large", json(response).at("/error/code").asText());
    }

    @Test
    void completions_bodyOverTheServersLimit_saysWhy() throws Exception {
        HttpResponse<String> response = post("x".repeat(9 << 20));

        assertEquals(413, response.statusCode(), response.body());
        assertEquals("body_too_large", json(response).at("/error/code").asText());
    }

    @Test
    void resources_bodyOverTheLimit_sayWhy() throws Exception {
        byte[] large = new byte[9 << 20];
        for (String path :
                List.of("/v1/embeddings", "/v1/feedback", "/v1/erasures", "/v1/nothing")) {
            HttpResponse<String> announced = postTo(path, BodyPublishers.ofByteArray(large));
            assertEquals(413, announced.statusCode(), path + announced.body());
            assertEquals("body_too_large", json(announced).at("/error/code").asText(), path);
        }
    }

    /** Nothing tells beforehand how long they are. */
    @Test
    void anyPath_chunkedBodyOverTheLimit_saysWhyInTheSameWords() throws Exception {
        for (String path :
                List.of(
                        "/v1/chat/completions",
                        "/v1/embeddings",
                        "/v1/feedback",
                        "/v1/erasures",
                        "/v1/nothing")) {
            refusesChunked("POST", path);
        }
        refusesChunked("PUT", "/v1/consent");
    }

    private void refusesChunked(String method, String path) throws Exception {
        String answer = chunked(method, path, "x".repeat(LIMIT_BYTES + 1), false);

        assertTrue(answer.startsWith("HTTP/1.1 413 "), path + ": " + answer);
        JsonNode error =
                JSON.readTree(answer.substring(answer.indexOf("\r\n\r\n") + 4)).path("error");
        assertEquals("body_too_large", error.path("code").asText(), path);
        assertTrue(
                error.path("message").asText().contains("expected at most " + LIMIT_BYTES), answer);
    }

    @Test
    void resources_chunkedBodyWithinTheLimit_isReadWhole() throws Exception {
        String taken =
                chunked(
                        "PUT",
                        "/v1/consent",
                        "{\"subject\":\"ann\",\"uses\":[]}" + " ".repeat(LIMIT_BYTES - 40),
                        true);
        String malformed = chunked("POST", "/v1/feedback", "{", true);
        String nowhere = chunked("POST", "/v1/nothing", "{}", true);

        assertTrue(taken.startsWith("HTTP/1.1 200 "), taken);
        assertTrue(taken.contains("event_id"), taken);
        assertTrue(malformed.startsWith("HTTP/1.1 400 "), malformed);
        assertTrue(malformed.contains("expected one JSON object"), malformed);
        assertTrue(nowhere.startsWith("HTTP/1.1 404 "), nowhere);
    }

    /**
     * Over a bare socket. A body that is refused is not ended: with nothing left unread, the
     * refusal is not lost where the server hangs up.
     */
    private String chunked(String method, String path, String body, boolean ends)
            throws IOException {
        URI at = uri(path);
        try (Socket socket = new Socket(at.getHost(), at.getPort())) {
            socket.setSoTimeout(20_000);
            String head =
                    "%s %s HTTP/1.1\r\nhost: here\r\nconnection: close\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"
                            .formatted(method, path);
            int last = body.length() - 1;
            String text =
                    (last > 0 ? chunk(body.substring(0, last)) : "") + chunk(body.substring(last));
            socket.getOutputStream()
                    .write((head + text + (ends ? "0\r\n\r\n" : "")).getBytes(UTF_8));
            return answer(socket.getInputStream());
        }
    }

    /** As long as it says that it is: the server may wait for the body's end to hang up. */
    private static String answer(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new AssertionError("the server hung up after: " + head);
            }
            head.append((char) next);
        }
        Matcher length = LENGTH.matcher(head);
        assertTrue(length.find(), head::toString);
        return head + new String(in.readNBytes(Integer.parseInt(length.group(1))), UTF_8);
    }

    private static String chunk(String data) {
        return Integer.toHexString(data.length()) + "\r\n" + data + "\r\n";
    }
}
