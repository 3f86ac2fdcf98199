package dev.strata.gateway.tool;

import static java.util.Objects.requireNonNull;

/**
 * A call of a tool.
 *
 * @param arguments one JSON object
 */
public record ToolCall(String name, String arguments) {
    public ToolCall {
        requireNonNull(name, "name is null");
        requireNonNull(arguments, "arguments is null");
    }

    /**
     * What a face calls the call at {@code index} of an answer.
     *
     * @param kind how such names begin there
     */
    public static String id(String kind, String requestId, int index) {
        return "%s_%s_%d".formatted(kind, requestId, index);
    }
}
