package dev.strata.gateway.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strata.gateway.http.Fields;
import dev.strata.gateway.http.MessageFields;
import dev.strata.gateway.tool.CallText;
import dev.strata.gateway.tool.ToolCall;
import dev.strata.router.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads a conversation of blocks. An assistant's calls are written as its model wrote them; what
 * tools gave becomes turns of theirs, before what the user says beside. One thread.
 */
final class MessageBlocks {
    private static final Set<String> TEXT = Set.of("text");
    private static final String CONTENT = "content";

    private final List<Message> messages = new ArrayList<>();

    private MessageBlocks() {}

    static List<Message> read(Fields fields) {
        MessageBlocks read = new MessageBlocks();
        if (fields.find("system").isPresent()) {
            read.messages.add(Message.system(MessageFields.text(fields, "system", TEXT)));
        }
        MessageFields.each(fields, "messages", read::message);
        return read.messages;
    }

    private void message(Fields message) {
        String role = message.text("role", "");
        boolean hasBlocks = message.find(CONTENT).filter(JsonNode::isArray).isPresent();
        if (hasBlocks && role.equals("assistant")) {
            messages.add(Message.assistant(said(message)));
        } else if (hasBlocks && role.equals("user")) {
            user(message);
        } else {
            messages.add(MessageFields.message(message, TEXT));
        }
    }

    private static String said(Fields message) {
        StringBuilder said = new StringBuilder();
        MessageFields.each(
                message,
                CONTENT,
                block -> {
                    switch (block.text("type", "")) {
                        case "text" -> said.append(block.text("text", ""));
                        case "tool_use" -> call(said, block);
                        default -> throw block.unsupported("type", "'text' or 'tool_use'");
                    }
                });
        return said.toString();
    }

    private static void call(StringBuilder said, Fields block) {
        String input =
                block.within("input")
                        .orElseThrow(() -> block.wrong("input", "is missing", "an object", "none"))
                        .object()
                        .toString();
        // An object is what it takes: it is always written.
        var _ = CallText.append(said, new ToolCall(block.text("name", ""), input));
    }

    private void user(Fields message) {
        StringBuilder said = new StringBuilder();
        int before = messages.size();
        MessageFields.each(
                message,
                CONTENT,
                block -> {
                    switch (block.text("type", "")) {
                        case "text" -> said.append(block.text("text", ""));
                        case "tool_result" ->
                                messages.add(new Message(Message.Role.TOOL, result(block), ""));
                        default ->
                                throw block.unsupported(
                                        "type",
                                        "'text' or 'tool_result': no tier reads images or files");
                    }
                });
        if (!said.isEmpty() || messages.size() == before) {
            messages.add(Message.user(said.toString()));
        }
    }

    /** Templates have no place for a tool's failure but its words. */
    private static String result(Fields block) {
        String text =
                block.find(CONTENT).isPresent() ? MessageFields.text(block, CONTENT, TEXT) : "";
        return block.flag("is_error") ? "Error: " + text : text;
    }
}
