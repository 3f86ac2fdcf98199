package dev.strata.gateway.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strata.gateway.error.Failure;
import dev.strata.gateway.error.GatewayException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The tools of a request, as they are read: the same rules and words for every face. One thread.
 */
public final class ToolList {
    private static final int MOST = 128;
    private static final int LONGEST_QUOTE = 40;
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");

    private final List<Tools.Tool> tools = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    /**
     * A list that is to be filled.
     *
     * @param at the path of the request's field
     * @param size how many it says that there are
     * @throws GatewayException where that is too many
     */
    public ToolList(String at, int size) {
        if (size > MOST) {
            throw wrong(at, "has too many entries", "at most " + MOST, Integer.toString(size));
        }
    }

    /** The paths of a tool's name and of its parameters, as its face calls them. */
    public record At(String name, String parameters) {}

    /**
     * Adds one.
     *
     * @param parameters a JSON schema of an object
     * @throws GatewayException where its name is none, or another's, or its parameters are nested
     *     too deeply
     */
    public void add(At at, String name, String description, JsonNode parameters) {
        if (!NAME.matcher(name).matches()) {
            throw wrong(
                    at.name(), "is no name", "1 to 64 letters, digits, '_' and '-'", quoted(name));
        }
        if (!names.add(name)) {
            throw wrong(at.name(), "stands there twice", "another", name);
        }
        var _ = Nesting.require(at.parameters(), parameters);
        ObjectNode definition = JsonNodeFactory.instance.objectNode().put("type", "function");
        ObjectNode described = definition.putObject("function").put("name", name);
        described.put("description", description);
        described.set("parameters", parameters);
        tools.add(new Tools.Tool(name, definition.toString(), parameters));
    }

    /** The schema of a tool that takes nothing. */
    public static ObjectNode nothing() {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        schema.putObject("properties");
        return schema;
    }

    /**
     * A schema of parameters that comes as text; empty text is one of nothing.
     *
     * @throws GatewayException where it is no JSON object
     */
    public static JsonNode schema(String at, String text) {
        return text.isEmpty()
                ? nothing()
                : CallText.object(text)
                        .orElseThrow(() ->
                                wrong(
                                        at,
                                        "is no JSON object",
                                        "a JSON schema of an object, at most %d levels deep, as text"
                                                .formatted(Nesting.MOST),
                                        "other text"));
    }

    /**
     * What the answer may call.
     *
     * @param several the answer may hold more than one call
     * @throws GatewayException where what has to be called is not there
     */
    public Tools choose(ToolChoice choice, boolean several) {
        return switch (choice) {
            case ToolChoice.None _ -> Tools.NONE;
            case ToolChoice.Auto _ -> new Tools(tools, false, several);
            case ToolChoice.Required required -> {
                if (tools.isEmpty()) {
                    throw wrong(required.at(), "needs tools", "one or more", "none");
                }
                yield new Tools(tools, true, several);
            }
            case ToolChoice.Named named ->
                    new Tools(tools, false, several)
                            .only(named.name())
                            .orElseThrow(() ->
                                    wrong(
                                            named.at(),
                                            "is unknown",
                                            "the name of a tool of the request",
                                            quoted(named.name())));
        };
    }

    private static GatewayException wrong(String at, String what, String expected, String got) {
        return Failure.field(
                        at,
                        "%s %s: expected %s, got %s; correct it".formatted(at, what, expected, got))
                .exception();
    }

    private static String quoted(String word) {
        return word.length() > LONGEST_QUOTE
                ? "'" + word.substring(0, LONGEST_QUOTE) + "…'"
                : "'" + word + "'";
    }
}
