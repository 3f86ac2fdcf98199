package dev.strata.gateway.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;

/** Writes server-sent events. */
public final class Sse {
    private Sse() {}

    /** An event without a name. */
    public static Buffer data(ObjectNode data) {
        return Buffer.buffer("data: ").appendBuffer(Json.write(data)).appendString("\n\n");
    }

    /** An event with a name. */
    public static Buffer event(String name, ObjectNode data) {
        return Buffer.buffer("event: ")
                .appendString(name)
                .appendString("\n")
                .appendBuffer(data(data));
    }
}
