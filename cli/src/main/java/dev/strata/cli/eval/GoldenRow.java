package dev.strata.cli.eval;

import dev.strata.engine.TokenIds;
import dev.strata.engine.text.ChatMessage;
import java.util.List;

/**
 * What llama.cpp did with one conversation.
 *
 * @param messages the conversation
 * @param rendered the chat template's text
 * @param promptIds the text's token ids
 * @param steps the greedy answer, token by token; may be empty
 */
record GoldenRow(
        List<ChatMessage> messages, String rendered, TokenIds promptIds, List<Step> steps) {
    GoldenRow {
        messages = List.copyOf(messages);
        steps = List.copyOf(steps);
    }

    /**
     * One token of the answer.
     *
     * @param id the most likely token
     * @param logprob its log-probability, in nats
     * @param margin nats between the two most likely tokens
     */
    record Step(int id, double logprob, double margin) {}

    /**
     * A string and its token ids, control tokens off.
     *
     * @param text any text
     */
    record Text(String text, TokenIds ids) {}

    /** The answer's token ids. */
    TokenIds answerIds() {
        return TokenIds.of(steps.stream().mapToInt(Step::id).toArray());
    }
}
