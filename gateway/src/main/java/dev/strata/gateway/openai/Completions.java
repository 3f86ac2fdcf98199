package dev.strata.gateway.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strata.gateway.chat.ChatCommand;
import dev.strata.gateway.chat.ChatCommand.Method;
import dev.strata.gateway.error.Failure;
import dev.strata.gateway.http.Fields;
import dev.strata.gateway.http.OpenAiError;
import dev.strata.gateway.http.RestApi;
import dev.strata.gateway.http.RestRequest;
import dev.strata.gateway.http.StrataFields;
import dev.strata.gateway.tier.AnswerSpec;
import dev.strata.router.Message;
import jakarta.inject.Singleton;
import java.util.List;

/** {@code POST /v1/completions}: a model goes on from a plain text, without a chat template. */
@Singleton
class Completions implements RestApi {
    private static final int MAX_TOKENS = 16;

    @Override
    public String path() {
        return "/v1/completions";
    }

    @Override
    public Method method() {
        return Method.OPENAI_COMPLETION;
    }

    @Override
    public ObjectNode error(Failure failure) {
        return OpenAiError.of(failure);
    }

    @Override
    public RestRequest read(ObjectNode body, String clientRequestId) {
        Fields fields = new Fields(body, "");
        OpenAiFields.refuseBias(fields);
        refuseUnsupported(fields);
        boolean stream = fields.flag("stream");
        boolean includeUsage = OpenAiFields.includeUsage(fields, stream);
        String prompt = prompt(fields);
        int top = fields.integer("logprobs", -1);
        AnswerSpec answer =
                new AnswerSpec(
                        fields.integer("max_tokens", MAX_TOKENS),
                        0,
                        OpenAiFields.sampling(fields),
                        OpenAiFields.stop(fields),
                        top >= 0,
                        Math.max(0, top),
                        new AnswerSpec.Shape(true, false, ""));
        StrataFields strata = StrataFields.of(fields);
        ChatCommand command =
                new ChatCommand(
                        stream ? Method.OPENAI_COMPLETION_STREAM : Method.OPENAI_COMPLETION,
                        List.of(Message.user(prompt)),
                        fields.text("model", ""),
                        answer,
                        strata.sensitivity(),
                        strata.objective(),
                        strata.privacyToken(),
                        strata.labels(clientRequestId, fields.text("user", "")));
        boolean echo = fields.flag("echo");
        return new RestRequest(
                command,
                OpenAiFields.choices(fields),
                new CompletionFormat(echo ? prompt : "", answer.logprobs(), includeUsage));
    }

    private static void refuseUnsupported(Fields fields) {
        if (!fields.text("suffix", "").isEmpty()) {
            throw fields.unsupported("suffix", "none: no tier fills in the middle");
        }
        if (fields.integer("best_of", 1) != OpenAiFields.choices(fields)
                && fields.find("best_of").isPresent()) {
            throw fields.unsupported("best_of", "n answers, all of them returned");
        }
        if (fields.flag("echo") && fields.find("logprobs").isPresent()) {
            throw fields.unsupported("echo", "no echo together with logprobs");
        }
    }

    private static String prompt(Fields fields) {
        JsonNode prompt = fields.find("prompt").orElse(null);
        if (prompt == null) {
            throw fields.wrong("prompt", "is missing", "a string", "none");
        }
        JsonNode one = prompt.isArray() && prompt.size() == 1 ? prompt.get(0) : prompt;
        if (one.isArray() || !one.isTextual()) {
            throw fields.unsupported("prompt", "one string: token ids differ between tiers");
        }
        return one.textValue();
    }
}
