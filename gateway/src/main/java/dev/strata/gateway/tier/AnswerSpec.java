package dev.strata.gateway.tier;

import static java.util.Objects.requireNonNull;

import dev.strata.gateway.tool.CallText;
import dev.strata.gateway.tool.Tools;
import java.util.ArrayList;
import java.util.List;

/**
 * What answer is wanted.
 *
 * @param maxTokens of the answer, at least 1
 * @param maxLength tokens of the prompt alone and the answer together, the old call's meaning; 0
 *     where {@code maxTokens} rules
 * @param stop strings that end the answer and are no part of it
 * @param logprobs whether the caller wants each token's log-probability
 * @param topLogprobs most likely tokens to list beside each chosen one, 0 to 20
 * @param shape what else its form has to be
 */
public record AnswerSpec(
        int maxTokens,
        int maxLength,
        Sampling sampling,
        List<String> stop,
        boolean logprobs,
        int topLogprobs,
        Shape shape) {

    /**
     * The form of prompt and answer.
     *
     * @param plainPrompt the one message is text to go on from, without a chat template
     * @param onePiece nothing is sent before the answer is whole, though the client gets a stream
     * @param responseSchema the JSON schema that the answer has to satisfy; empty for none
     * @param tools that the answer may call
     */
    public record Shape(boolean plainPrompt, boolean onePiece, String responseSchema, Tools tools) {
        /** A chat's: nothing in particular. */
        public static final Shape CHAT = new Shape(false, false, "");

        /** A form without tools. */
        public Shape(boolean plainPrompt, boolean onePiece, String responseSchema) {
            this(plainPrompt, onePiece, responseSchema, Tools.NONE);
        }

        public Shape {
            requireNonNull(responseSchema, "responseSchema is null");
            requireNonNull(tools, "tools is null");
        }
    }

    /**
     * How the answer's tokens are chosen.
     *
     * @param temperature 0 (greedy) to 2
     * @param topP over 0, at most 1
     * @param topK 0 keeps all
     * @param minP 0 to 1
     * @param repetitionPenalty .01 to 100; 1 is none
     * @param presencePenalty -2 to 2
     * @param frequencyPenalty -2 to 2
     * @param seed the same seed, request and tier give the same answer
     */
    public record Sampling(
            double temperature,
            double topP,
            int topK,
            double minP,
            double repetitionPenalty,
            double presencePenalty,
            double frequencyPenalty,
            long seed) {}

    public AnswerSpec {
        requireNonNull(sampling, "sampling is null");
        requireNonNull(shape, "shape is null");
        stop = List.copyOf(stop);
    }

    /** The same, drawn with {@code seed}. */
    public AnswerSpec withSeed(long seed) {
        var s = sampling;
        Sampling drawn =
                new Sampling(
                        s.temperature(),
                        s.topP(),
                        s.topK(),
                        s.minP(),
                        s.repetitionPenalty(),
                        s.presencePenalty(),
                        s.frequencyPenalty(),
                        seed);
        return new AnswerSpec(maxTokens, maxLength, drawn, stop, logprobs, topLogprobs, shape);
    }

    /** The same, in one piece. */
    public AnswerSpec inOnePiece() {
        return new AnswerSpec(
                maxTokens,
                maxLength,
                sampling,
                stop,
                logprobs,
                topLogprobs,
                new Shape(shape.plainPrompt(), true, shape.responseSchema(), shape.tools()));
    }

    /** What a tier reads beside the messages. */
    public List<String> textBesideMessages() {
        if (shape.responseSchema().isEmpty() && tools().isEmpty()) {
            return stop;
        }
        List<String> texts = new ArrayList<>(stop);
        texts.add(shape.responseSchema());
        texts.addAll(tools().definitions());
        return texts;
    }

    /** See {@link Shape}. */
    public boolean plainPrompt() {
        return shape.plainPrompt();
    }

    /** See {@link Shape}. */
    public boolean onePiece() {
        return shape.onePiece();
    }

    /** See {@link Shape}; that of a call where the answer must be one. */
    public String responseSchema() {
        return tools().mustCall() ? tools().schemaOfCall() : shape.responseSchema();
    }

    /** See {@link Shape}. */
    public Tools tools() {
        return shape.tools();
    }

    /** What the answer begins with, and is not sent: how a call begins, where it must be one. */
    String prefix() {
        return tools().mustCall() ? CallText.BEGIN : "";
    }
}
