package dev.strata.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strata.router.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** Reads the messages of a request: texts, or parts of text. */
public final class MessageFields {
    private MessageFields() {}

    /**
     * Reads the array of messages called {@code name}.
     *
     * @param textTypes what a part of text calls itself in this API
     */
    public static List<Message> read(Fields body, String name, Set<String> textTypes) {
        return read(body, name, message -> message(message, textTypes));
    }

    /**
     * Reads the array of messages called {@code name}.
     *
     * @param one reads one of them
     */
    public static List<Message> read(Fields body, String name, Function<Fields, Message> one) {
        List<Message> messages = new ArrayList<>();
        each(body, name, message -> messages.add(one.apply(message)));
        return messages;
    }

    /**
     * Reads the array called {@code name}, whose objects are messages or parts of them.
     *
     * @param one reads one of them
     */
    public static void each(Fields body, String name, Consumer<Fields> one) {
        Optional<JsonNode> list = body.find(name);
        if (list.isEmpty()) {
            throw body.wrong(name, "is missing", "an array of messages", "none");
        }
        each(body, name, list.get(), one);
    }

    /** Reads an array of objects that is there. */
    public static void each(Fields body, String name, JsonNode list, Consumer<Fields> one) {
        if (!list.isArray()) {
            throw body.wrongType(name, "an array", list);
        }
        int index = 0;
        for (JsonNode node : list) {
            String at = name + "[" + index++ + "]";
            if (!node.isObject()) {
                throw body.wrongType(at, "an object", node);
            }
            one.accept(new Fields(node, body.pathOf(at)));
        }
    }

    /** Reads one message of text. */
    public static Message message(Fields message, Set<String> textTypes) {
        return new Message(
                role(message), text(message, "content", textTypes), message.text("name", ""));
    }

    private static Message.Role role(Fields message) {
        String role = message.text("role", "");
        return switch (role) {
            case "system", "developer" -> Message.Role.SYSTEM;
            case "user" -> Message.Role.USER;
            case "assistant" -> Message.Role.ASSISTANT;
            default ->
                    throw message.wrong(
                            "role",
                            "is unknown",
                            "system, developer, user or assistant",
                            role.isEmpty() ? "none" : StrataFields.quoted(role));
        };
    }

    /** A field that is a text or an array of parts of text. */
    public static String text(Fields message, String name, Set<String> textTypes) {
        JsonNode content = message.find(name).orElse(null);
        if (content == null) {
            throw message.wrong(name, "is missing", "a string or text parts", "none");
        }
        if (content.isTextual()) {
            return content.textValue();
        }
        if (!content.isArray()) {
            throw message.wrongType(name, "a string or an array of text parts", content);
        }
        StringBuilder text = new StringBuilder();
        int index = 0;
        for (JsonNode part : content) {
            Fields fields = new Fields(part, message.pathOf(name) + "[" + index++ + "]");
            if (!textTypes.contains(fields.text("type", ""))) {
                throw fields.unsupported("type", "'text': no tier reads images, audio or files");
            }
            text.append(fields.text("text", ""));
        }
        return text.toString();
    }
}
