package dev.strata.gateway.face;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.proto.chat.v1.ChatChunk;
import dev.strata.proto.chat.v1.ChatRequest;
import dev.strata.proto.chat.v1.ChatResponse;
import dev.strata.proto.chat.v1.FinishReason;
import dev.strata.proto.chat.v1.Message;
import dev.strata.proto.chat.v1.Role;
import dev.strata.proto.chat.v1.Tool;
import dev.strata.proto.chat.v1.ToolCall;
import dev.strata.proto.chat.v1.ToolChoice;
import dev.strata.proto.chat.v1.ToolMode;
import dev.strata.service.GrpcError;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tools over gRPC. */
@QuarkusTest
@TestProfile(FaceProfile.class)
class ToolsGrpcComponentTest extends ToolsFaceTest {
    private static ChatRequest.Builder asked() {
        return ask("How is the weather in Rome?").toBuilder()
                .addTools(
                        Tool.newBuilder()
                                .setName("weather")
                                .setDescription("Of a place")
                                .setParameters(SCHEMA));
    }

    @Test
    void grpc_modelCallsATool_isACallAndRunsWhereToolsAreKnown() {
        say("v2", "I look it up.\n" + CALL);

        ChatResponse answer = chat.chat(asked().build());

        assertEquals(FinishReason.FINISH_REASON_TOOL_CALLS, answer.getFinishReason());
        assertEquals("I look it up.", answer.getMessage().getContent());
        ToolCall call = answer.getMessage().getToolCalls(0);
        assertEquals("weather", call.getName());
        assertEquals(ARGUMENTS, call.getArguments());
        assertEquals("call_" + answer.getOutcome().getRequestId() + "_0", call.getId());
        assertEquals(List.of(DEFINITION), asked("v2").getToolsList());
        assertEquals(0, fakes.tier("v1").calls().size());
    }

    @Test
    void grpc_streamed_givesWholeCallsAtTheEnd() {
        say("v2", "I look it up.\n" + CALL);

        List<ChatChunk> chunks = new ArrayList<>();
        chat.chatStream(asked().build()).forEachRemaining(chunks::add);

        assertEquals(2, chunks.size());
        assertEquals("I look it up.", chunks.getFirst().getDelta());
        assertEquals(ARGUMENTS, chunks.getFirst().getToolCalls(0).getArguments());
        assertEquals("v2", chunks.getFirst().getOutcome().getTier());
        assertEquals(FinishReason.FINISH_REASON_TOOL_CALLS, chunks.getLast().getFinishReason());
    }

    @Test
    void grpc_streamedCallWithLogprobs_givesThoseOfAWholeAnswer() {
        say("v2", "I look it up.\n" + CALL);
        ChatResponse whole = chat.chat(asked().setLogprobs(true).build());
        say("v2", "I look it up.\n" + CALL);

        List<ChatChunk> chunks = new ArrayList<>();
        chat.chatStream(asked().setLogprobs(true).build()).forEachRemaining(chunks::add);

        assertEquals(12, whole.getLogprobsCount());
        assertEquals(whole.getLogprobsList(), chunks.getFirst().getLogprobsList());
        assertEquals(1, chunks.getFirst().getToolCallsCount());
        assertEquals(0, chunks.getLast().getLogprobsCount());
    }

    @Test
    void grpc_modelCallsNone_isTextWholeAndStreamed() {
        ChatResponse answer = chat.chat(asked().build());
        StringBuilder text = new StringBuilder();
        chat.chatStream(asked().build()).forEachRemaining(chunk -> text.append(chunk.getDelta()));

        assertEquals(V2, answer.getMessage().getContent());
        assertEquals(FinishReason.FINISH_REASON_STOP, answer.getFinishReason());
        assertEquals(V2, text.toString());
    }

    @Test
    void grpc_callRequiredOrNamed_isDecodedAsOne() {
        for (ToolChoice choice :
                List.of(
                        ToolChoice.newBuilder().setMode(ToolMode.TOOL_MODE_REQUIRED).build(),
                        ToolChoice.newBuilder().setName("weather").build())) {
            fakes.reset();
            say("v3", BARE_CALL);

            ChatResponse answer = chat.chat(asked().setToolChoice(choice).build());

            assertEquals(ARGUMENTS, answer.getMessage().getToolCalls(0).getArguments());
            assertEquals("<tool_call>\n", asked("v3").getAnswerPrefix());
        }
    }

    @Test
    void grpc_earlierCalls_reachTheModelAsItWroteThem() {
        ChatRequest after =
                ask("And in Rome, how is the weather?").toBuilder()
                        .addMessages(
                                Message.newBuilder()
                                        .setRole(Role.ROLE_ASSISTANT)
                                        .addToolCalls(
                                                ToolCall.newBuilder()
                                                        .setId("call_1")
                                                        .setName("weather")
                                                        .setArguments(ARGUMENTS)))
                        .addMessages(
                                Message.newBuilder()
                                        .setRole(Role.ROLE_TOOL)
                                        .setToolCallId("call_1")
                                        .setContent("sunny"))
                        .build();

        var _ = chat.chat(after);

        assertEquals(CALL, asked("v2").getMessages(1).getContent());
        assertEquals("tool", asked("v2").getMessages(2).getRole());
        assertEquals("sunny", asked("v2").getMessages(2).getContent());
    }

    @Test
    void grpc_wrongTools_areNamed() {
        refuses("tools[0].name", ask("a").toBuilder().addTools(Tool.newBuilder().setName("a b")));
        refuses("tools[1].name", asked().addTools(Tool.newBuilder().setName("weather")));
        refuses(
                "tools[0].parameters",
                ask("a").toBuilder().addTools(Tool.newBuilder().setName("a").setParameters("[1]")));
        refuses(
                "tools[0].parameters",
                ask("a").toBuilder()
                        .addTools(Tool.newBuilder().setName("a").setParameters(nested(65))));
        refuses(
                "tools[0].parameters",
                ask("a").toBuilder()
                        .addTools(Tool.newBuilder().setName("a").setParameters(nested(1000))));
        refuses(
                "tool_choice.mode",
                ask("a").toBuilder()
                        .setToolChoice(
                                ToolChoice.newBuilder().setMode(ToolMode.TOOL_MODE_REQUIRED)));
        refuses("tool_choice.mode", asked().setToolChoice(ToolChoice.newBuilder().setModeValue(9)));
        refuses("tool_choice.name", asked().setToolChoice(ToolChoice.newBuilder().setName("x")));
        refuses(
                "tool_choice.name",
                asked().setToolChoice(
                                ToolChoice.newBuilder()
                                        .setMode(ToolMode.TOOL_MODE_NONE)
                                        .setName("weather")));
        Message.Builder calling =
                Message.newBuilder()
                        .addToolCalls(ToolCall.newBuilder().setName("a").setArguments("[]"));
        refuses(
                "messages[1].tool_calls[0].arguments",
                ask("a").toBuilder().addMessages(calling.setRole(Role.ROLE_ASSISTANT)));
        refuses(
                "messages[1].tool_calls",
                ask("a").toBuilder().addMessages(calling.setRole(Role.ROLE_USER)));
        ChatRequest.Builder many = ask("a").toBuilder();
        for (int i = 0; i < 129; i++) {
            many.addTools(Tool.newBuilder().setName("t" + i));
        }
        refuses("tools", many);
    }

    private void refuses(String field, ChatRequest.Builder request) {
        GrpcError error =
                GrpcError.from(
                        assertThrows(
                                StatusRuntimeException.class, () -> chat.chat(request.build())));
        assertEquals(Status.Code.INVALID_ARGUMENT, error.code(), error.message());
        assertTrue(error.fields().containsKey(field), error.fields().toString());
    }
}
