package dev.strata.engine.text;

import static java.util.Objects.requireNonNull;

/**
 * One turn.
 *
 * @param role {@code system}, {@code user} or {@code assistant}
 * @param content plain text
 */
public record ChatMessage(String role, String content) {
    public ChatMessage {
        requireNonNull(role, "role is null");
        requireNonNull(content, "content is null");
    }
}
