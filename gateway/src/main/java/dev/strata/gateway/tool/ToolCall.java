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
}
