package dev.strata.gateway.tool;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.strata.gateway.error.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * How deep JSON may be nested. What a request says is wrapped, written and read again on its way to
 * a tier and back: what is far under the limit of every reader and writer passes all of them.
 */
public final class Nesting {
    /** Levels of a schema: objects and lists within one another, the outermost counted. */
    static final int MOST = 64;

    /** Levels of anything that is read; writers take twice as many. */
    private static final int MOST_READ = 500;

    private Nesting() {}

    /** Reads and writes JSON: one value, nothing behind it, nested at most 500 levels deep. */
    public static JsonMapper mapper() {
        return JsonMapper.builder(
                        JsonFactory.builder()
                                .streamReadConstraints(
                                        StreamReadConstraints.builder()
                                                .maxNestingDepth(MOST_READ)
                                                .build())
                                .build())
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }

    /**
     * Gives a schema back.
     *
     * @param at the path of the request's field
     * @throws dev.strata.gateway.error.GatewayException where it is nested too deeply
     */
    public static JsonNode require(String at, JsonNode schema) {
        int depth = of(schema);
        if (depth > MOST) {
            throw Failure.field(
                            at,
                            "%s is nested too deeply: expected at most %d levels, got %d; make it flatter"
                                    .formatted(at, MOST, depth))
                    .exception();
        }
        return schema;
    }

    /** Without recursion: a tree may be as deep as its reader allows. */
    private static int of(JsonNode tree) {
        int depth = 0;
        int most = 0;
        try (JsonParser tokens = tree.traverse()) {
            for (JsonToken token = tokens.nextToken(); token != null; token = tokens.nextToken()) {
                if (token.isStructStart()) {
                    depth++;
                    most = Math.max(most, depth);
                } else if (token.isStructEnd()) {
                    depth--;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return most;
    }
}
