package dev.strata.gateway.grpc;

import dev.strata.gateway.error.Failure;
import dev.strata.gateway.error.GatewayException;
import dev.strata.gateway.tool.CallText;
import dev.strata.gateway.tool.ToolChoice;
import dev.strata.gateway.tool.ToolList;
import dev.strata.gateway.tool.Tools;
import dev.strata.proto.chat.v1.ChatRequest;
import dev.strata.proto.chat.v1.Message;
import dev.strata.proto.chat.v1.Role;
import dev.strata.proto.chat.v1.Tool;
import dev.strata.proto.chat.v1.ToolCall;
import dev.strata.proto.chat.v1.ToolMode;
import java.util.List;
import java.util.stream.IntStream;

/** Reads and writes the tools of the gRPC contract, and their calls. */
final class ToolCodec {
    private ToolCodec() {}

    static Tools tools(ChatRequest wire) {
        ToolList tools = new ToolList("tools", wire.getToolsCount());
        for (int i = 0; i < wire.getToolsCount(); i++) {
            Tool tool = wire.getTools(i);
            String at = "tools[%d].".formatted(i);
            tools.add(
                    new ToolList.At(at + "name", at + "parameters"),
                    tool.getName(),
                    tool.getDescription(),
                    ToolList.schema(at + "parameters", tool.getParameters()));
        }
        return tools.choose(
                choice(wire.getToolChoice()),
                !wire.hasParallelToolCalls() || wire.getParallelToolCalls());
    }

    private static ToolChoice choice(dev.strata.proto.chat.v1.ToolChoice wire) {
        String name = wire.getName();
        return switch (wire.getMode()) {
            case TOOL_MODE_UNSPECIFIED, TOOL_MODE_AUTO ->
                    name.isEmpty() ? new ToolChoice.Auto() : named(name);
            case TOOL_MODE_REQUIRED ->
                    name.isEmpty() ? new ToolChoice.Required("tool_choice.mode") : named(name);
            case TOOL_MODE_NONE -> {
                if (!name.isEmpty()) {
                    throw wrong(
                            "tool_choice.name",
                            "stands beside " + ToolMode.TOOL_MODE_NONE,
                            "none",
                            "a name");
                }
                yield new ToolChoice.None();
            }
            case UNRECOGNIZED ->
                    throw wrong(
                            "tool_choice.mode",
                            "is unknown",
                            "0 to " + ToolMode.TOOL_MODE_REQUIRED_VALUE,
                            Integer.toString(wire.getModeValue()));
        };
    }

    private static ToolChoice named(String name) {
        return new ToolChoice.Named("tool_choice.name", name);
    }

    /** A message's content with the calls that it holds, as its model wrote them. */
    static String said(String at, Message wire) {
        if (wire.getToolCallsCount() == 0) {
            return wire.getContent();
        }
        if (wire.getRole() != Role.ROLE_ASSISTANT) {
            throw wrong(
                    at + ".tool_calls",
                    "stand in a message of another role",
                    "them in " + Role.ROLE_ASSISTANT,
                    wire.getToolCallsCount() + " of them");
        }
        StringBuilder said = new StringBuilder(wire.getContent());
        for (int i = 0; i < wire.getToolCallsCount(); i++) {
            ToolCall call = wire.getToolCalls(i);
            if (!CallText.append(
                    said,
                    new dev.strata.gateway.tool.ToolCall(call.getName(), call.getArguments()))) {
                throw wrong(
                        "%s.tool_calls[%d].arguments".formatted(at, i),
                        "are wrong",
                        "a JSON object as text",
                        "other text");
            }
        }
        return said.toString();
    }

    /** The calls of an answer. */
    static List<ToolCall> calls(CallText said, String requestId) {
        return IntStream.range(0, said.calls().size())
                .mapToObj(i ->
                        ToolCall.newBuilder()
                                .setId(dev.strata.gateway.tool.ToolCall.id("call", requestId, i))
                                .setName(said.calls().get(i).name())
                                .setArguments(said.calls().get(i).arguments())
                                .build())
                .toList();
    }

    private static GatewayException wrong(String at, String what, String expected, String got) {
        return Failure.field(
                        at,
                        "%s %s: expected %s, got %s; correct it".formatted(at, what, expected, got))
                .exception();
    }
}
