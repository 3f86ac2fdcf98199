package dev.strata.gateway.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strata.gateway.http.Fields;
import dev.strata.gateway.http.MessageFields;
import dev.strata.gateway.tool.CallText;
import dev.strata.gateway.tool.ToolCall;
import dev.strata.router.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a response is to answer: a text, or items. What the assistant said and the calls that
 * follow it are one turn, as its model wrote them. One thread.
 */
final class ResponseInput {
    private static final Set<String> TEXT = Set.of("text", "input_text", "output_text");

    private final List<Message> messages = new ArrayList<>();
    private @Nullable StringBuilder assistant;

    private ResponseInput() {}

    static List<Message> read(Fields fields, String instructions) {
        ResponseInput read = new ResponseInput();
        if (!instructions.isEmpty()) {
            read.messages.add(Message.system(instructions));
        }
        JsonNode input = fields.find("input").orElse(null);
        if (input != null && input.isTextual()) {
            read.messages.add(Message.user(input.textValue()));
        } else {
            MessageFields.each(fields, "input", read::item);
            read.endTurn();
        }
        return read.messages;
    }

    private void item(Fields item) {
        switch (item.text("type", "message")) {
            case "message" -> message(MessageFields.message(item, TEXT));
            case "function_call" -> call(item);
            case "function_call_output" -> {
                endTurn();
                messages.add(
                        new Message(
                                Message.Role.TOOL, MessageFields.text(item, "output", TEXT), ""));
            }
            default ->
                    throw item.unsupported(
                            "type", "'message', 'function_call' or 'function_call_output'");
        }
    }

    private void message(Message message) {
        endTurn();
        if (message.role() == Message.Role.ASSISTANT) {
            assistant = new StringBuilder(message.content());
        } else {
            messages.add(message);
        }
    }

    private void call(Fields item) {
        StringBuilder turn = assistant == null ? new StringBuilder() : assistant;
        assistant = turn;
        if (!CallText.append(
                turn, new ToolCall(item.text("name", ""), item.text("arguments", "")))) {
            throw item.wrong("arguments", "are wrong", "a JSON object as text", "other text");
        }
    }

    private void endTurn() {
        StringBuilder turn = assistant;
        if (turn != null) {
            messages.add(Message.assistant(turn.toString()));
            assistant = null;
        }
    }
}
