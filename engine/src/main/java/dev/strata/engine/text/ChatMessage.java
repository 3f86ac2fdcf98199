package dev.strata.engine.text;

import static java.util.Objects.requireNonNull;

/**
 * One turn.
 *
 * @param role {@code system}, {@code user}, {@code assistant} or, where the template takes tools,
 *     {@code tool}
 * @param content plain text
 */
public record ChatMessage(String role, String content) {
    public ChatMessage {
        requireNonNull(role, "role is null");
        requireNonNull(content, "content is null");
    }
}
