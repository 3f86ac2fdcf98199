package dev.strata.gateway.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strata.gateway.error.ErrorReason;
import dev.strata.gateway.error.Failure;
import dev.strata.gateway.tool.Nesting;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Reads and writes JSON: strict about bytes, lenient about fields that are not known. */
public final class Json {
    private static final JsonMapper MAPPER = Nesting.mapper();

    private Json() {}

    /** An empty object. */
    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** A tree's bytes. */
    public static Buffer write(JsonNode node) {
        try {
            return Buffer.buffer(MAPPER.writeValueAsBytes(node));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON cannot be written", e);
        }
    }

    /**
     * Reads one JSON object.
     *
     * @throws dev.strata.gateway.error.GatewayException where the bytes are no UTF-8 or no object
     */
    public static ObjectNode read(byte[] bytes) {
        try {
            if (MAPPER.readTree(decode(bytes)) instanceof ObjectNode object) {
                return object;
            }
        } catch (StreamConstraintsException e) {
            // In Jackson's words, which name the limit, without where it is set.
            String limit = e.getOriginalMessage().replaceAll(", from `[^`]*`", "");
            throw malformed("JSON beyond a limit (%s)".formatted(limit));
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            throw malformed(
                    at == null
                            ? "invalid JSON"
                            : "invalid JSON at line %d, column %d"
                                    .formatted(at.getLineNr(), at.getColumnNr()));
        }
        throw malformed(bytes.length == 0 ? "nothing" : "other JSON");
    }

    private static String decode(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException _) {
            throw malformed("bytes that are not valid UTF-8");
        }
    }

    private static RuntimeException malformed(String got) {
        return Failure.of(
                        ErrorReason.MALFORMED_REQUEST,
                        "the body cannot be read: expected one JSON object in UTF-8, got %s; correct the request"
                                .formatted(got))
                .exception();
    }
}
