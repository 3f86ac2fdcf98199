package dev.strata.gateway.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strata.gateway.chat.ChatCommand;
import dev.strata.gateway.chat.ChatCommand.Method;
import dev.strata.gateway.error.Failure;
import dev.strata.gateway.http.Fields;
import dev.strata.gateway.http.RestApi;
import dev.strata.gateway.http.RestRequest;
import dev.strata.gateway.http.StrataFields;
import dev.strata.gateway.tier.AnswerSpec;
import dev.strata.gateway.tool.Tools;
import io.vertx.core.MultiMap;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** {@code POST /v1/messages}, whole or streamed; the key comes as {@code x-api-key} or a bearer. */
@Singleton
class Messages implements RestApi {
    @Override
    public String path() {
        return "/v1/messages";
    }

    @Override
    public Method method() {
        return Method.ANTHROPIC_MESSAGE;
    }

    @Override
    public ObjectNode error(Failure failure) {
        return MessageFormat.error(failure);
    }

    @Override
    public String authorization(MultiMap headers) {
        String key = headers.get("x-api-key");
        return key == null ? RestApi.super.authorization(headers) : "Bearer " + key;
    }

    @Override
    public RestRequest read(ObjectNode body, String clientRequestId) {
        Fields fields = new Fields(body, "");
        refuseUnsupported(fields);
        boolean stream = fields.flag("stream");
        StrataFields strata = StrataFields.of(fields);
        String user =
                fields.within("metadata").map(metadata -> metadata.text("user_id", "")).orElse("");
        Tools tools = ToolFields.read(fields);
        ChatCommand command =
                new ChatCommand(
                        stream ? Method.ANTHROPIC_MESSAGE_STREAM : Method.ANTHROPIC_MESSAGE,
                        MessageBlocks.read(fields),
                        fields.text("model", ""),
                        answer(fields, tools),
                        strata.sensitivity(),
                        strata.objective(),
                        strata.privacyToken(),
                        strata.labels(clientRequestId, user));
        return new RestRequest(command, 1, new MessageFormat(tools));
    }

    private static void refuseUnsupported(Fields fields) {
        fields.within("thinking")
                .filter(thinking -> !thinking.text("type", "disabled").equals("disabled"))
                .ifPresent(thinking -> {
                    throw thinking.unsupported("type", "'disabled'");
                });
    }

    private static AnswerSpec answer(Fields fields, Tools tools) {
        if (fields.find("max_tokens").isEmpty()) {
            throw fields.wrong("max_tokens", "is missing", "an integer of 1 or more", "none");
        }
        return new AnswerSpec(
                fields.integer("max_tokens", 0),
                0,
                new AnswerSpec.Sampling(
                        fields.number("temperature", 0.7),
                        fields.number("top_p", 0.95),
                        fields.integer("top_k", 0),
                        0,
                        1,
                        0,
                        0,
                        ThreadLocalRandom.current().nextLong()),
                stop(fields),
                false,
                0,
                new AnswerSpec.Shape(false, false, "", tools));
    }

    private static List<String> stop(Fields fields) {
        List<String> strings = new ArrayList<>();
        JsonNode list = fields.find("stop_sequences").orElse(null);
        if (list == null) {
            return List.of();
        }
        if (!list.isArray()) {
            throw fields.wrongType("stop_sequences", "an array of strings", list);
        }
        for (JsonNode node : list) {
            if (!node.isTextual()) {
                throw fields.wrongType("stop_sequences[" + strings.size() + "]", "a string", node);
            }
            strings.add(node.textValue());
        }
        return strings;
    }
}
