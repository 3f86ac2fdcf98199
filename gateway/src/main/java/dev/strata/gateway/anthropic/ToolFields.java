package dev.strata.gateway.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strata.gateway.http.Fields;
import dev.strata.gateway.http.MessageFields;
import dev.strata.gateway.http.StrataFields;
import dev.strata.gateway.tool.ToolChoice;
import dev.strata.gateway.tool.ToolList;
import dev.strata.gateway.tool.Tools;

/** Reads the tools that a message's answer may call. */
final class ToolFields {
    private ToolFields() {}

    static Tools read(Fields fields) {
        JsonNode nodes = fields.find("tools").orElse(null);
        ToolList tools = new ToolList("tools", nodes == null ? 0 : nodes.size());
        if (nodes != null) {
            MessageFields.each(fields, "tools", nodes, tool -> add(tools, tool));
        }
        Fields choice = fields.within("tool_choice").orElse(null);
        boolean several = choice == null || !choice.flag("disable_parallel_tool_use");
        return tools.choose(choice == null ? new ToolChoice.Auto() : choice(choice), several);
    }

    private static void add(ToolList tools, Fields tool) {
        if (!tool.text("type", "custom").equals("custom")) {
            throw tool.unsupported("type", "'custom': the vendor's own tools run there alone");
        }
        JsonNode schema =
                tool.within("input_schema")
                        .map(Fields::object)
                        .orElseThrow(() ->
                                tool.wrong("input_schema", "is missing", "a JSON schema", "none"));
        tools.add(
                new ToolList.At(tool.pathOf("name"), tool.pathOf("input_schema")),
                tool.text("name", ""),
                tool.text("description", ""),
                schema);
    }

    private static ToolChoice choice(Fields choice) {
        String type = choice.text("type", "");
        return switch (type) {
            case "auto" -> new ToolChoice.Auto();
            case "none" -> new ToolChoice.None();
            case "any" -> new ToolChoice.Required("tool_choice");
            case "tool" -> new ToolChoice.Named(choice.pathOf("name"), choice.text("name", ""));
            default ->
                    throw choice.wrong(
                            "type",
                            "is unknown",
                            "auto, any, tool or none",
                            StrataFields.quoted(type));
        };
    }
}
