package dev.strata.gateway.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strata.gateway.http.Fields;
import dev.strata.gateway.http.MessageFields;
import dev.strata.gateway.http.StrataFields;
import dev.strata.gateway.tool.CallText;
import dev.strata.gateway.tool.ToolCall;
import dev.strata.gateway.tool.ToolChoice;
import dev.strata.gateway.tool.ToolList;
import dev.strata.gateway.tool.Tools;
import dev.strata.router.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Reads the tools of a request, and the messages of a chat in which some were called. */
final class ToolFields {
    private ToolFields() {}

    /** Refuses what came before tools. */
    static void refuseFunctions(Fields fields) {
        for (String name : List.of("functions", "function_call")) {
            if (fields.find(name).isPresent()) {
                throw fields.unsupported(name, "'tools' and 'tool_choice'");
            }
        }
    }

    /** The tools that a chat's answer may call; a function stands within its tool. */
    static Tools ofChat(Fields fields) {
        return tools(
                fields,
                tool ->
                        tool.within("function")
                                .orElseThrow(() ->
                                        tool.wrong("function", "is missing", "an object", "none")));
    }

    /** The tools that a response may call; a function is its tool. */
    static Tools ofResponse(Fields fields) {
        return tools(fields, tool -> tool);
    }

    private static Tools tools(Fields fields, UnaryOperator<Fields> function) {
        ToolList tools = list(fields, function);
        boolean several =
                fields.find("parallel_tool_calls").isEmpty() || fields.flag("parallel_tool_calls");
        return tools.choose(choice(fields, function), several);
    }

    private static ToolChoice choice(Fields fields, UnaryOperator<Fields> function) {
        JsonNode choice = fields.find("tool_choice").orElse(null);
        if (choice == null) {
            return new ToolChoice.Auto();
        }
        if (choice.isObject()) {
            Fields named = function(new Fields(choice, "tool_choice"), function);
            return new ToolChoice.Named(named.pathOf("name"), named.text("name", ""));
        }
        return switch (fields.text("tool_choice", "")) {
            case "none" -> new ToolChoice.None();
            case "auto" -> new ToolChoice.Auto();
            case "required" -> new ToolChoice.Required("tool_choice");
            default ->
                    throw fields.wrong(
                            "tool_choice",
                            "is unknown",
                            "none, auto, required or an object that names a function",
                            StrataFields.quoted(choice.asText()));
        };
    }

    private static ToolList list(Fields fields, UnaryOperator<Fields> function) {
        JsonNode nodes = fields.find("tools").orElse(null);
        if (nodes == null) {
            return new ToolList("tools", 0);
        }
        if (!nodes.isArray()) {
            throw fields.wrongType("tools", "an array", nodes);
        }
        ToolList tools = new ToolList("tools", nodes.size());
        MessageFields.each(
                fields,
                "tools",
                nodes,
                node -> {
                    Fields tool = function(node, function);
                    tools.add(
                            new ToolList.At(tool.pathOf("name"), tool.pathOf("parameters")),
                            tool.text("name", ""),
                            tool.text("description", ""),
                            tool.within("parameters")
                                    .map(Fields::object)
                                    .orElseGet(ToolList::nothing));
                });
        return tools;
    }

    private static Fields function(Fields tool, UnaryOperator<Fields> function) {
        if (!tool.text("type", "").equals("function")) {
            throw tool.unsupported("type", "'function'");
        }
        return function.apply(tool);
    }

    /**
     * Reads a message: of a tool, of an assistant who called some, or of text. Calls stand in the
     * content as the model wrote them.
     */
    static Message message(Fields message, Set<String> textTypes) {
        String role = message.text("role", "");
        if (role.equals("tool")) {
            return new Message(
                    Message.Role.TOOL, MessageFields.text(message, "content", textTypes), "");
        }
        JsonNode calls = message.find("tool_calls").orElse(null);
        if (!role.equals("assistant") || calls == null || calls.isEmpty()) {
            return MessageFields.message(message, textTypes);
        }
        if (!calls.isArray()) {
            throw message.wrongType("tool_calls", "an array", calls);
        }
        String content =
                message.find("content").isPresent()
                        ? MessageFields.text(message, "content", textTypes)
                        : "";
        String text =
                CallText.write(content, calls(message, calls))
                        .orElseThrow(() ->
                                message.wrong(
                                        "tool_calls",
                                        "have wrong arguments",
                                        "a JSON object as text in each function.arguments",
                                        "other text"));
        return new Message(Message.Role.ASSISTANT, text, message.text("name", ""));
    }

    private static List<ToolCall> calls(Fields message, JsonNode nodes) {
        List<ToolCall> calls = new ArrayList<>(nodes.size());
        for (JsonNode node : nodes) {
            Fields call = new Fields(node, message.pathOf("tool_calls[" + calls.size() + "]"));
            Fields function =
                    call.within("function")
                            .orElseThrow(() ->
                                    call.wrong("function", "is missing", "an object", "none"));
            calls.add(new ToolCall(function.text("name", ""), function.text("arguments", "")));
        }
        return calls;
    }
}
