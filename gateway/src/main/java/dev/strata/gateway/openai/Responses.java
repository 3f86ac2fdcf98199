package dev.strata.gateway.openai;

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
import dev.strata.gateway.tool.Tools;
import jakarta.inject.Singleton;
import java.util.List;

/** {@code POST /v1/responses}: text and calls of tools; nothing is kept between requests. */
@Singleton
class Responses implements RestApi {
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
        ToolFields.refuseFunctions(fields);
        refuseUnsupported(fields);
        boolean stream = fields.flag("stream");
        StrataFields strata = StrataFields.of(fields);
        AnswerSpec.Sampling sampling = OpenAiFields.sampling(fields);
        int maxTokens = fields.integer("max_output_tokens", OpenAiFields.DEFAULT_MAX_TOKENS);
        String instructions = fields.text("instructions", "");
        AnswerSpec.Shape shape = shape(fields);
        ChatCommand command =
                new ChatCommand(
                        stream ? Method.OPENAI_RESPONSE_STREAM : Method.OPENAI_RESPONSE,
                        ResponseInput.read(fields, instructions),
                        fields.text("model", ""),
                        new AnswerSpec(maxTokens, 0, sampling, List.of(), false, 0, shape),
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
                                fields.find("metadata").orElseGet(Fields::emptyObject),
                                ResponseFormat.Toolset.of(fields, shape.tools()))));
    }

    private static AnswerSpec.Shape shape(Fields fields) {
        String schema = schema(fields);
        Tools tools = ToolFields.ofResponse(fields);
        if (!schema.isEmpty() && !tools.isEmpty()) {
            throw fields.unsupported("text.format", "no text.format beside tools");
        }
        return new AnswerSpec.Shape(false, false, schema, tools);
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

    /** The schema stands in the format itself here. */
    private static String schema(Fields fields) {
        return fields.within("text")
                .flatMap(text -> text.within("format"))
                .map(format ->
                        OpenAiFields.schema(format, "schema", format.find("schema").orElse(null)))
                .orElse("");
    }
}
