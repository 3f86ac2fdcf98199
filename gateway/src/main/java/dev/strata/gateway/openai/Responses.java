package dev.strata.gateway.openai;

import com.fasterxml.jackson.databind.JsonNode;
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
import dev.strata.router.Message;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** {@code POST /v1/responses}: text in, text out; nothing is kept between requests. */
@Singleton
class Responses implements RestApi {
    private static final Set<String> TEXT = Set.of("text", "input_text", "output_text");

    @Override
    public String path() {
        return "/v1/responses";
    }

    @Override
    public Method method() {
        return Method.OPENAI_RESPONSE;
    }

    @Override
    public ObjectNode error(Failure failure) {
        return OpenAiError.of(failure);
    }

    @Override
    public RestRequest read(ObjectNode body, String clientRequestId) {
        Fields fields = new Fields(body, "");
        OpenAiFields.refuseTools(fields);
        refuseUnsupported(fields);
        boolean stream = fields.flag("stream");
        StrataFields strata = StrataFields.of(fields);
        AnswerSpec.Sampling sampling = OpenAiFields.sampling(fields);
        int maxTokens = fields.integer("max_output_tokens", OpenAiFields.DEFAULT_MAX_TOKENS);
        String instructions = fields.text("instructions", "");
        ChatCommand command =
                new ChatCommand(
                        stream ? Method.OPENAI_RESPONSE_STREAM : Method.OPENAI_RESPONSE,
                        messages(fields, instructions),
                        fields.text("model", ""),
                        new AnswerSpec(
                                maxTokens,
                                0,
                                sampling,
                                List.of(),
                                false,
                                0,
                                new AnswerSpec.Shape(false, false, schema(fields))),
                        strata.sensitivity(),
                        strata.objective(),
                        strata.privacyToken(),
                        strata.labels(clientRequestId, fields.text("user", "")));
        return new RestRequest(
                command,
                1,
                new ResponseFormat(
                        new ResponseFormat.Asked(
                                instructions,
                                maxTokens,
                                sampling.temperature(),
                                sampling.topP(),
                                fields.find("metadata").orElseGet(Fields::emptyObject))));
    }

    private static void refuseUnsupported(Fields fields) {
        for (String name : List.of("previous_response_id", "conversation", "prompt")) {
            if (fields.find(name).isPresent()) {
                throw fields.unsupported(name, "the whole conversation in 'input': none is kept");
            }
        }
        if (fields.flag("background")) {
            throw fields.unsupported("background", "an answer while you wait");
        }
    }

    private static List<Message> messages(Fields fields, String instructions) {
        List<Message> messages = new ArrayList<>();
        if (!instructions.isEmpty()) {
            messages.add(new Message(Message.Role.SYSTEM, instructions, ""));
        }
        JsonNode input = fields.find("input").orElse(null);
        if (input != null && input.isTextual()) {
            messages.add(Message.user(input.textValue()));
        } else {
            messages.addAll(MessageFields.read(fields, "input", TEXT));
        }
        return messages;
    }

    /** The schema stands in the format itself here. */
    private static String schema(Fields fields) {
        return fields.within("text")
                .flatMap(text -> text.within("format"))
                .map(format -> OpenAiFields.schema(format, format.find("schema").orElse(null)))
                .orElse("");
    }
}
