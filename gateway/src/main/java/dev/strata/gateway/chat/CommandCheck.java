package dev.strata.gateway.chat;

import dev.strata.gateway.error.Failure;
import dev.strata.gateway.tier.AnswerSpec;
import dev.strata.router.Message;
import java.util.List;

/** Whether a command makes sense: the same rules and words for both faces. */
public final class CommandCheck {
    /** Most stop strings. */
    static final int MAX_STOP = 16;

    /** Longest stop string, in UTF-16 units. */
    static final int MAX_STOP_LENGTH = 256;

    /** Most messages. */
    static final int MAX_MESSAGES = 2048;

    /** Longest label (ids, domain, subject), in UTF-16 units. */
    static final int MAX_LABEL = 256;

    private static final int MAX_TOKENS = 1 << 20;

    private CommandCheck() {}

    /**
     * Checks every field.
     *
     * @throws dev.strata.gateway.error.GatewayException naming the first field that is wrong, by
     *     its path in the gRPC contract
     */
    public static void check(ChatCommand command) {
        messages(command.messages());
        answer(command.answer());
        sampling(command.answer().sampling());
        stop(command.answer().stop());
        label("model", command.model());
        ChatCommand.Labels labels = command.labels();
        label("x-request-id", labels.clientRequestId());
        label("conversation_id", labels.conversationId());
        label("domain", labels.domain());
        label("subject", labels.subject());
    }

    private static void messages(List<Message> messages) {
        if (messages.isEmpty()) {
            throw wrong("messages", "is empty", "at least one message", "none", "add the user's");
        }
        if (messages.size() > MAX_MESSAGES) {
            throw wrong(
                    "messages",
                    "has too many entries",
                    "at most " + MAX_MESSAGES,
                    Integer.toString(messages.size()),
                    "leave out the oldest");
        }
        for (int i = 0; i < messages.size(); i++) {
            requireText("messages[" + i + "].content", messages.get(i).content());
            requireText("messages[" + i + "].name", messages.get(i).name());
            label("messages[" + i + "].name", messages.get(i).name());
        }
        if (messages.stream().allMatch(message -> message.content().isBlank())) {
            throw wrong(
                    "messages",
                    "say nothing",
                    "text in at least one message's content",
                    "only blanks",
                    "add the user's text");
        }
    }

    private static void answer(AnswerSpec answer) {
        for (int i = 0; i < answer.tools().definitions().size(); i++) {
            requireText("tools[" + i + "]", answer.tools().definitions().get(i));
        }
        if (answer.maxTokens() < 1 || answer.maxTokens() > MAX_TOKENS) {
            throw outOfRange("max_tokens", "1 to " + MAX_TOKENS, answer.maxTokens());
        }
        if (answer.maxLength() < 0 || answer.maxLength() > MAX_TOKENS) {
            throw outOfRange("max_length", "1 to " + MAX_TOKENS, answer.maxLength());
        }
        if (answer.topLogprobs() < 0 || answer.topLogprobs() > 20) {
            throw outOfRange("top_logprobs", "0 to 20", answer.topLogprobs());
        }
    }

    private static void sampling(AnswerSpec.Sampling sampling) {
        within("sampling.temperature", sampling.temperature(), 0, 2);
        within("sampling.min_p", sampling.minP(), 0, 1);
        within("sampling.presence_penalty", sampling.presencePenalty(), -2, 2);
        within("sampling.frequency_penalty", sampling.frequencyPenalty(), -2, 2);
        if (!(sampling.topP() > 0 && sampling.topP() <= 1)) {
            throw outOfRange("sampling.top_p", "over 0, at most 1", sampling.topP());
        }
        within("sampling.repetition_penalty", sampling.repetitionPenalty(), .01, 100);
        if (sampling.topK() < 0) {
            throw outOfRange("sampling.top_k", "0 (keep all) or more", sampling.topK());
        }
    }

    private static void stop(List<String> stop) {
        if (stop.size() > MAX_STOP) {
            throw wrong(
                    "stop",
                    "has too many entries",
                    "at most " + MAX_STOP,
                    Integer.toString(stop.size()),
                    "leave some out");
        }
        for (int i = 0; i < stop.size(); i++) {
            String path = "stop[" + i + "]";
            requireText(path, stop.get(i));
            int length = stop.get(i).length();
            if (length == 0 || length > MAX_STOP_LENGTH) {
                throw outOfRange(path + " (characters)", "1 to " + MAX_STOP_LENGTH, length);
            }
        }
    }

    private static void label(String path, String value) {
        requireText(path, value);
        if (value.length() > MAX_LABEL) {
            throw outOfRange(path + " (characters)", "at most " + MAX_LABEL, value.length());
        }
    }

    /** Half of a character outside the basic plane is no text: it has no UTF-8. */
    private static void requireText(String path, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean pair =
                    Character.isHighSurrogate(c)
                            && i + 1 < value.length()
                            && Character.isLowSurrogate(value.charAt(i + 1));
            if (pair) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw wrong(
                        path,
                        "is not valid Unicode",
                        "paired surrogates",
                        "a lone surrogate at position " + i,
                        "encode the text again");
            }
        }
    }

    private static void within(String path, double value, double low, double high) {
        if (!(value >= low && value <= high)) {
            throw outOfRange(path, "%s to %s".formatted(plain(low), plain(high)), value);
        }
    }

    private static RuntimeException outOfRange(String path, String expected, double got) {
        return wrong(path, "is out of range", expected, plain(got), "correct it or leave it out");
    }

    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    private static RuntimeException wrong(
            String path, String what, String expected, String got, String fix) {
        int space = path.indexOf(' ');
        return Failure.field(
                        space < 0 ? path : path.substring(0, space),
                        "%s %s: expected %s, got %s; %s".formatted(path, what, expected, got, fix))
                .exception();
    }
}
