package dev.strata.gateway.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strata.gateway.chat.ChatCommand;
import dev.strata.gateway.chat.ChatCommand.Method;
import dev.strata.gateway.error.Failure;
import dev.strata.gateway.http.Fields;
import dev.strata.gateway.http.MessageFields;
import dev.strata.gateway.http.OpenAiError;
import dev.strata.gateway.http.RestApi;
import dev.strata.gateway.http.RestRequest;
import dev.strata.gateway.http.StrataFields;
import dev.strata.gateway.tier.AnswerSpec;
import dev.strata.gateway.tool.Tools;
import jakarta.inject.Singleton;
import java.util.Set;

/**
 * {@code POST /v1/chat/completions}. Fields that are not known are ignored, as OpenAI does; fields
 * that are known and not offered are refused.
 */
@Singleton
class ChatCompletions implements RestApi {
    private static final Set<String> TEXT = Set.of("text");

    @Override
    public String path() {
        return "/v1/chat/completions";
    }

    @Override
    public Method method() {
        return Method.OPENAI_CHAT;
    }

    @Override
    public ObjectNode error(Failure failure) {
        return OpenAiError.of(failure);
    }

    @Override
    public RestRequest read(ObjectNode body, String clientRequestId) {
        Fields fields = new Fields(body, "");
        ToolFields.refuseFunctions(fields);
        OpenAiFields.refuseBias(fields);
        if (fields.find("audio").isPresent()) {
            throw fields.unsupported("audio", "text");
        }
        boolean stream = fields.flag("stream");
        boolean includeUsage = OpenAiFields.includeUsage(fields, stream);
        AnswerSpec answer = answer(fields);
        StrataFields strata = StrataFields.of(fields);
        ChatCommand command =
                new ChatCommand(
                        stream ? Method.OPENAI_CHAT_STREAM : Method.OPENAI_CHAT,
                        MessageFields.read(
                                fields, "messages", message -> ToolFields.message(message, TEXT)),
                        fields.text("model", ""),
                        answer,
                        strata.sensitivity(),
                        strata.objective(),
                        strata.privacyToken(),
                        strata.labels(clientRequestId, fields.text("user", "")));
        return new RestRequest(
                command,
                OpenAiFields.choices(fields),
                new ChatFormat(answer.logprobs(), includeUsage, answer.tools()));
    }

    private static AnswerSpec answer(Fields fields) {
        int old = fields.integer("max_tokens", OpenAiFields.DEFAULT_MAX_TOKENS);
        boolean logprobs = fields.flag("logprobs");
        int top = fields.integer("top_logprobs", 0);
        if (top != 0 && !logprobs) {
            throw fields.wrong("top_logprobs", "needs logprobs", "logprobs: true", "none");
        }
        String schema = OpenAiFields.schema(fields);
        Tools tools = ToolFields.ofChat(fields);
        if (!schema.isEmpty() && !tools.isEmpty()) {
            throw fields.unsupported("response_format", "no response_format beside tools");
        }
        return new AnswerSpec(
                fields.integer("max_completion_tokens", old),
                0,
                OpenAiFields.sampling(fields),
                OpenAiFields.stop(fields),
                logprobs,
                top,
                new AnswerSpec.Shape(false, false, schema, tools));
    }
}
