package dev.strata.router;

import static java.util.Objects.requireNonNull;

/**
 * One turn of a conversation.
 *
 * @param content plain text, as the caller sent it
 * @param name the speaker's name; empty where it does not matter
 */
public record Message(Role role, String content, String name) {

    /** Who wrote a message. */
    public enum Role {
        SYSTEM,
        USER,
        ASSISTANT,
        /** What a tool answered that the assistant called. */
        TOOL
    }

    public Message {
        requireNonNull(role, "role is null");
        requireNonNull(content, "content is null");
        requireNonNull(name, "name is null");
    }

    /** A user's turn. */
    public static Message user(String content) {
        return new Message(Role.USER, content, "");
    }

    /** An assistant's turn. */
    public static Message assistant(String content) {
        return new Message(Role.ASSISTANT, content, "");
    }

    /** The operator's or the application's turn. */
    public static Message system(String content) {
        return new Message(Role.SYSTEM, content, "");
    }
}
