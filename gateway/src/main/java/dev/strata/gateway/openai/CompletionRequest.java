package dev.strata.gateway.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strata.gateway.chat.ChatCommand;
import dev.strata.gateway.chat.ChatCommand.Labels;
import dev.strata.gateway.chat.ChatCommand.Method;
import dev.strata.gateway.tier.AnswerSpec;
import dev.strata.router.Message;
import dev.strata.router.Sensitivity;
import dev.strata.router.policy.Objective;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A body of {@code POST /v1/chat/completions}, read. Fields that are not known are ignored, as
 * OpenAI does; fields that are known and not offered are refused.
 *
 * @param includeUsage the stream ends with a chunk of usage
 */
record CompletionRequest(ChatCommand command, boolean includeUsage) {
    private static final int DEFAULT_MAX_TOKENS = 256;

    /**
     * Reads a body.
     *
     * @throws dev.strata.gateway.error.GatewayException naming the first field that is wrong
     */
    static CompletionRequest read(JsonNode body, String clientRequestId) {
        Fields fields = new Fields(body, "");
        refuseUnsupported(fields);
        boolean stream = fields.flag("stream");
        boolean includeUsage =
                fields.within("stream_options").map(o -> o.flag("include_usage")).orElse(false);
        if (includeUsage && !stream) {
            throw fields.wrong("stream_options", "needs a stream", "stream: true", "none");
        }
        Optional<Fields> strata = fields.within("strata");
        return new CompletionRequest(
                new ChatCommand(
                        stream ? Method.OPENAI_CHAT_STREAM : Method.OPENAI_CHAT,
                        messages(fields),
                        fields.text("model", ""),
                        answer(fields),
                        sensitivity(strata),
                        objective(strata),
                        strata.map(s -> s.text("privacy_token", "")).orElse(""),
                        labels(fields, strata, clientRequestId)),
                includeUsage);
    }

    private static void refuseUnsupported(Fields fields) {
        if (fields.integer("n").orElse(1L) != 1) {
            throw fields.unsupported("n", "1, one answer for a request");
        }
        for (String name : List.of("tools", "functions")) {
            if (fields.find(name).filter(node -> !node.isEmpty()).isPresent()) {
                throw fields.unsupported(name, "no tools: no tier's model has them");
            }
        }
        fields.find("tool_choice")
                .filter(node -> !"none".equals(node.asText()) && !"auto".equals(node.asText()))
                .ifPresent(_ -> {
                    throw fields.unsupported("tool_choice", "'none' or 'auto'");
                });
        fields.within("response_format")
                .filter(format -> !format.text("type", "text").equals("text"))
                .ifPresent(format -> {
                    throw format.unsupported("type", "'text'");
                });
        fields.find("logit_bias")
                .filter(node -> !node.isEmpty())
                .ifPresent(_ -> {
                    throw fields.unsupported("logit_bias", "none: tiers differ in their tokens");
                });
        if (fields.find("audio").isPresent()) {
            throw fields.unsupported("audio", "text");
        }
    }

    private static List<Message> messages(Fields fields) {
        Optional<JsonNode> list = fields.find("messages");
        if (list.isEmpty()) {
            throw fields.wrong("messages", "is missing", "an array of messages", "none");
        }
        if (!list.get().isArray()) {
            throw fields.wrongType("messages", "an array", list.get());
        }
        List<Message> messages = new ArrayList<>(list.get().size());
        for (JsonNode node : list.get()) {
            String path = "messages[" + messages.size() + "]";
            if (!node.isObject()) {
                throw fields.wrongType(path, "an object", node);
            }
            Fields message = new Fields(node, path);
            messages.add(new Message(role(message), content(message), message.text("name", "")));
        }
        return messages;
    }

    private static Message.Role role(Fields message) {
        String role = message.text("role", "");
        return switch (role) {
            case "system", "developer" -> Message.Role.SYSTEM;
            case "user" -> Message.Role.USER;
            case "assistant" -> Message.Role.ASSISTANT;
            default ->
                    throw message.wrong(
                            "role",
                            "is unknown",
                            "system, developer, user or assistant",
                            role.isEmpty() ? "none" : quoted(role));
        };
    }

    private static String content(Fields message) {
        JsonNode content = message.find("content").orElse(null);
        if (content == null) {
            throw message.wrong("content", "is missing", "a string or text parts", "none");
        }
        if (content.isTextual()) {
            return content.textValue();
        }
        if (!content.isArray()) {
            throw message.wrongType("content", "a string or an array of text parts", content);
        }
        StringBuilder text = new StringBuilder();
        int index = 0;
        for (JsonNode part : content) {
            Fields fields = new Fields(part, message.pathOf("content") + "[" + index++ + "]");
            if (!fields.text("type", "").equals("text")) {
                throw fields.unsupported("type", "'text': no tier reads images, audio or files");
            }
            text.append(fields.text("text", ""));
        }
        return text.toString();
    }

    private static AnswerSpec answer(Fields fields) {
        int old = fields.integer("max_tokens", DEFAULT_MAX_TOKENS);
        boolean logprobs = fields.flag("logprobs");
        int top = fields.integer("top_logprobs", 0);
        if (top != 0 && !logprobs) {
            throw fields.wrong("top_logprobs", "needs logprobs", "logprobs: true", "none");
        }
        return new AnswerSpec(
                fields.integer("max_completion_tokens", old),
                0,
                new AnswerSpec.Sampling(
                        fields.number("temperature", 0.7),
                        fields.number("top_p", 0.95),
                        fields.integer("top_k", 0),
                        fields.number("min_p", 0),
                        fields.number("repetition_penalty", 1),
                        fields.number("presence_penalty", 0),
                        fields.number("frequency_penalty", 0),
                        fields.integer("seed").orElseGet(ThreadLocalRandom.current()::nextLong)),
                stop(fields),
                logprobs,
                top);
    }

    private static List<String> stop(Fields fields) {
        JsonNode stop = fields.find("stop").orElse(null);
        if (stop == null) {
            return List.of();
        }
        if (stop.isTextual()) {
            return List.of(stop.textValue());
        }
        if (!stop.isArray()) {
            throw fields.wrongType("stop", "a string or an array of strings", stop);
        }
        List<String> strings = new ArrayList<>();
        for (JsonNode node : stop) {
            if (!node.isTextual()) {
                throw fields.wrongType("stop[" + strings.size() + "]", "a string", node);
            }
            strings.add(node.textValue());
        }
        return strings;
    }

    private static Sensitivity sensitivity(Optional<Fields> strata) {
        return strata.map(s -> Sensitivity.of(s.text("sensitivity", "")))
                .orElse(Sensitivity.UNSPECIFIED);
    }

    private static Optional<Objective> objective(Optional<Fields> strata) {
        String word = strata.map(s -> s.text("objective", "")).orElse("");
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "" -> Optional.empty();
            case "cost" -> Optional.of(Objective.COST);
            case "latency" -> Optional.of(Objective.LATENCY);
            case "quality" -> Optional.of(Objective.QUALITY);
            default ->
                    throw strata.orElseThrow()
                            .wrong(
                                    "objective",
                                    "is unknown",
                                    "cost, latency or quality",
                                    quoted(word));
        };
    }

    private static Labels labels(Fields fields, Optional<Fields> strata, String clientRequestId) {
        return new Labels(
                clientRequestId,
                strata.map(s -> s.text("conversation_id", "")).orElse(""),
                strata.map(s -> s.text("domain", "")).orElse(""),
                fields.text("user", ""),
                Optional.empty());
    }

    private static String quoted(String word) {
        return "'" + (word.length() > 40 ? word.substring(0, 40) + "…" : word) + "'";
    }
}
