package dev.strata.gateway.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strata.gateway.chat.ChatCommand.Method;
import dev.strata.gateway.error.Failure;
import io.vertx.core.MultiMap;

/** One API over HTTP: where it is, and how its requests are read. Stateless. */
public interface RestApi {
    /** Where it is, e.g. {@code /v1/completions}. */
    String path();

    /** What a request counts as that could not be read. */
    Method method();

    /**
     * Reads a request.
     *
     * @param clientRequestId the caller's own id; may be empty
     * @throws dev.strata.gateway.error.GatewayException naming the first field that is wrong
     */
    RestRequest read(ObjectNode body, String clientRequestId);

    /** The body of an answer with an error's status. */
    ObjectNode error(Failure failure);

    /** The caller's key as {@code Bearer <key>}; empty where there is none. */
    default String authorization(MultiMap headers) {
        String sent = headers.get("authorization");
        return sent == null ? "" : sent;
    }
}
