package dev.strata.gateway.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strata.gateway.http.Fields;
import dev.strata.gateway.http.Json;
import dev.strata.gateway.http.MessageFields;
import dev.strata.gateway.http.StrataFields;
import dev.strata.gateway.tool.CallText;
import dev.strata.gateway.tool.ToolCall;
import dev.strata.gateway.tool.Tools;
import dev.strata.router.Message;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the tools of a chat, and the messages in which some were called. */
final class ToolFields {
    private static final int MOST = 128;
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");

    private ToolFields() {}

    /** Refuses what came before tools. */
    static void refuseFunctions(Fields fields) {
        for (String name : List.of("functions", "function_call")) {
            if (fields.find(name).isPresent()) {
                throw fields.unsupported(name, "'tools' and 'tool_choice'");
            }
        }
    }

    /** The tools that the answer may call; none where the request forbids them. */
    static Tools tools(Fields fields) {
        List<Tools.Tool> tools = all(fields);
        boolean several =
                fields.find("parallel_tool_calls").isEmpty() || fields.flag("parallel_tool_calls");
        JsonNode choice = fields.find("tool_choice").orElse(null);
        if (choice == null) {
            return new Tools(tools, false, several);
        }
        if (choice.isObject()) {
            return named(fields, new Tools(tools, false, several));
        }
        return switch (fields.text("tool_choice", "")) {
            case "none" -> Tools.NONE;
            case "auto" -> new Tools(tools, false, several);
            case "required" -> {
                if (tools.isEmpty()) {
                    throw fields.wrong("tool_choice", "needs tools", "one or more", "none");
                }
                yield new Tools(tools, true, several);
            }
            default ->
                    throw fields.wrong(
                            "tool_choice",
                            "is unknown",
                            "none, auto, required or {type: function, function: {name}}",
                            StrataFields.quoted(choice.asText()));
        };
    }

    private static Tools named(Fields fields, Tools tools) {
        Fields choice = fields.within("tool_choice").orElseThrow();
        String name = choice.within("function").map(f -> f.text("name", "")).orElse("");
        return tools.only(name)
                .orElseThrow(() ->
                        choice.wrong(
                                "function.name",
                                "is unknown",
                                "the name of a tool of the request",
                                StrataFields.quoted(name)));
    }

    private static List<Tools.Tool> all(Fields fields) {
        JsonNode list = fields.find("tools").orElse(null);
        if (list == null) {
            return List.of();
        }
        if (!list.isArray()) {
            throw fields.wrongType("tools", "an array", list);
        }
        if (list.size() > MOST) {
            throw fields.wrong(
                    "tools", "has too many entries", "at most " + MOST, "" + list.size());
        }
        List<Tools.Tool> tools = new ArrayList<>(list.size());
        Set<String> names = new HashSet<>();
        for (JsonNode node : list) {
            String path = "tools[" + tools.size() + "]";
            if (!node.isObject()) {
                throw fields.wrongType(path, "an object", node);
            }
            Tools.Tool tool = tool(new Fields(node, path));
            if (!names.add(tool.name())) {
                throw fields.wrong(
                        path + ".function.name", "stands there twice", "another", tool.name());
            }
            tools.add(tool);
        }
        return tools;
    }

    private static Tools.Tool tool(Fields fields) {
        if (!fields.text("type", "").equals("function")) {
            throw fields.unsupported("type", "'function'");
        }
        Fields function =
                fields.within("function")
                        .orElseThrow(
                                () -> fields.wrong("function", "is missing", "an object", "none"));
        String name = function.text("name", "");
        if (!NAME.matcher(name).matches()) {
            throw function.wrong(
                    "name",
                    "is no name",
                    "1 to 64 letters, digits, '_' and '-'",
                    StrataFields.quoted(name));
        }
        JsonNode parameters =
                function.within("parameters").map(Fields::object).orElseGet(ToolFields::nothing);
        ObjectNode definition = Json.object().put("type", "function");
        ObjectNode described = definition.putObject("function").put("name", name);
        described.put("description", function.text("description", ""));
        described.set("parameters", parameters);
        return new Tools.Tool(name, definition.toString(), parameters);
    }

    private static JsonNode nothing() {
        ObjectNode schema = Json.object().put("type", "object");
        schema.putObject("properties");
        return schema;
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
