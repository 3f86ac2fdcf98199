package dev.strata.tier.serve;

import dev.strata.engine.GenerationRequest;
import dev.strata.engine.LanguageModel;
import dev.strata.engine.Sampling;
import dev.strata.engine.Stop;
import dev.strata.engine.TokenIds;
import dev.strata.engine.text.ChatMessage;
import dev.strata.engine.text.Encoding;
import dev.strata.engine.text.RenderedPrompt;
import dev.strata.engine.text.Tokenizer;
import dev.strata.proto.tier.v1.GenerateRequest;
import dev.strata.proto.tier.v1.SamplingParameters;
import dev.strata.proto.tier.v1.ScoreRequest;
import dev.strata.proto.tier.v1.StopConditions;
import dev.strata.proto.tier.v1.Turn;
import dev.strata.service.GrpcError;
import io.grpc.Status.Code;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Turns requests of the contract into requests to one model. */
final class RequestCodec {
    private static final Set<String> ROLES = Set.of("system", "user", "assistant", "tool");

    private final String tier;
    private final LanguageModel model;
    private final Tokenizer tokenizer;

    RequestCodec(String tier, LanguageModel model) {
        this.tier = tier;
        this.model = model;
        this.tokenizer = model.tokenizer();
    }

    /**
     * @throws RefusedException where the contract does not allow it, or the context does not hold
     *     it
     * @throws dev.strata.engine.EngineException INVALID_REQUEST where a value is out of its range
     */
    GenerationRequest generation(GenerateRequest request, Optional<Instant> deadline) {
        TokenIds prompt = prompt(request);
        int room = room(prompt);
        return new GenerationRequest(
                prompt,
                draft(request),
                Math.min(maxTokens(request), room),
                request.hasSampling() ? sampling(request.getSampling()) : Sampling.defaults(0),
                stop(request.getStop()),
                request.getTopLogprobs(),
                present(request.getResponseSchema()),
                present(request.getAdapter()),
                request.getCacheSalt(),
                request.getPriority(),
                deadline);
    }

    private TokenIds prompt(GenerateRequest request) {
        boolean onlyTurns = request.getToolsCount() > 0 || !request.getAnswerPrefix().isEmpty();
        if (!onlyTurns) {
            return prompt(request.getMessagesList(), request.getPrompt());
        }
        if (request.getMessagesCount() == 0 || !request.getPrompt().isEmpty()) {
            throw RefusedException.invalid(
                    "tools",
                    "tools and answer_prefix belong to messages: expected messages alone, got a prompt; leave them out");
        }
        return prompt(
                model.template()
                        .render(
                                chat(request.getMessagesList()),
                                List.copyOf(request.getToolsList()))
                        .followedBy(request.getAnswerPrefix()));
    }

    /** Prompt and answer of a score. */
    Scoring scoring(ScoreRequest request) {
        TokenIds prompt = prompt(request.getMessagesList(), request.getPrompt());
        boolean ids = request.getAnswerIdsCount() > 0;
        if (ids == !request.getAnswer().isEmpty()) {
            throw RefusedException.invalid(
                    "answer",
                    "answer is not clear: expected one of answer and answer_ids, got %s; send one"
                            .formatted(ids ? "both" : "neither"));
        }
        int room = room(prompt);
        TokenIds answer =
                ids
                        ? known("answer_ids", request.getAnswerIdsList())
                        : within(tokenizer.encode(request.getAnswer(), room), prompt.size());
        if (answer.size() > room) {
            throw contextExceeded(prompt.size() + answer.size(), true);
        }
        return new Scoring(prompt, answer);
    }

    record Scoring(TokenIds prompt, TokenIds answer) {}

    private TokenIds prompt(List<Turn> messages, String text) {
        if (messages.isEmpty() == text.isEmpty()) {
            throw RefusedException.invalid(
                    "messages",
                    "prompt is not clear: expected one of messages and prompt, got %s; send one"
                            .formatted(text.isEmpty() ? "neither" : "both"));
        }
        return messages.isEmpty()
                ? within(tokenizer.encode(text, mostPrompt()), 1)
                : prompt(model.template().render(chat(messages)));
    }

    private TokenIds prompt(RenderedPrompt rendered) {
        return within(tokenizer.encode(rendered, mostPrompt()), 1);
    }

    /** Tokens of the longest prompt that leaves one for an answer. */
    private int mostPrompt() {
        return model.info().contextTokens() - 1;
    }

    /** The ids, where the context holds them and {@code beside} others. */
    private TokenIds within(Encoding encoding, int beside) {
        return switch (encoding) {
            case Encoding.Whole(var ids) -> ids;
            case Encoding.Longer(var tokens, var counted) ->
                    throw contextExceeded(tokens + beside, counted);
        };
    }

    private static List<ChatMessage> chat(List<Turn> messages) {
        return IntStream.range(0, messages.size())
                .mapToObj(i -> chat("messages[%d].role".formatted(i), messages.get(i)))
                .toList();
    }

    private static ChatMessage chat(String field, Turn turn) {
        if (!ROLES.contains(turn.getRole())) {
            throw RefusedException.invalid(
                    field,
                    "%s is unknown: expected system, user, assistant or tool, got '%s'; correct it"
                            .formatted(field, turn.getRole()));
        }
        return new ChatMessage(turn.getRole(), turn.getContent());
    }

    /** Tokens that the context has left for an answer, at least 1. */
    private int room(TokenIds prompt) {
        return model.info().contextTokens() - prompt.size();
    }

    /**
     * @param counted false where there are {@code tokens} at least
     */
    private RefusedException contextExceeded(long tokens, boolean counted) {
        int context = model.info().contextTokens();
        return new RefusedException(
                GrpcError.of(
                                Code.OUT_OF_RANGE,
                                "CONTEXT_EXCEEDED",
                                "prompt for tier '%s' is too long: expected at most %d tokens with its answer, got %s; shorten it or ask a tier with a larger context"
                                        .formatted(
                                                tier,
                                                context,
                                                counted ? tokens : "at least " + tokens))
                        .withMetadata(
                                Map.of(
                                        "tier", tier,
                                        "context_tokens", "" + context,
                                        "tokens", "" + tokens)));
    }

    private int maxTokens(GenerateRequest request) {
        int maxLength = request.getMaxLength();
        if (maxLength < 0) {
            throw RefusedException.invalid(
                    "max_length",
                    "max_length is negative: expected 0 (unused) or more, got %d; correct it"
                            .formatted(maxLength));
        }
        if (maxLength > 0) {
            return maxLength - alone(request, maxLength);
        }
        if (request.getMaxTokens() < 1) {
            throw RefusedException.invalid(
                    "max_tokens",
                    "max_tokens is too small: expected at least 1, got %d; ask for more"
                            .formatted(request.getMaxTokens()));
        }
        return request.getMaxTokens();
    }

    /** Tokens of the prompt without its template, which leave something of {@code maxLength}. */
    private int alone(GenerateRequest request, int maxLength) {
        long tokens =
                request.getMessagesCount() == 0
                        ? count(request.getPrompt(), maxLength)
                        : request.getMessagesList().stream()
                                .mapToLong(turn -> count(turn.getContent(), maxLength))
                                .sum();
        if (tokens >= maxLength) {
            throw RefusedException.invalid(
                    "max_length",
                    "max_length leaves no room for an answer: expected more than the prompt's %d tokens, got %d; raise it or shorten the prompt"
                            .formatted(tokens, maxLength));
        }
        return (int) tokens;
    }

    /** Tokens of {@code text}; of one with more than {@code most}, at least so many. */
    private long count(String text, int most) {
        return switch (tokenizer.encode(text, most)) {
            case Encoding.Whole(var ids) -> ids.size();
            case Encoding.Longer(var tokens, _) -> tokens;
        };
    }

    private TokenIds draft(GenerateRequest request) {
        if (request.getDraftTokenIdsCount() == 0) {
            return TokenIds.empty();
        }
        String own = model.info().tokenizerSha256();
        if (!request.getDraftTokenizerSha256().equals(own)) {
            throw new RefusedException(
                    GrpcError.of(
                                    Code.FAILED_PRECONDITION,
                                    "DRAFT_MISMATCH",
                                    "draft is of another tokenizer: expected %s, got '%s'; send it to a tier with that tokenizer, or without a draft"
                                            .formatted(own, request.getDraftTokenizerSha256()))
                            .withMetadata(Map.of("tier", tier)));
        }
        return known("draft_token_ids", request.getDraftTokenIdsList());
    }

    private TokenIds known(String field, List<Integer> ids) {
        for (int id : ids) {
            if (id < 0 || id >= tokenizer.size()) {
                throw RefusedException.invalid(
                        field,
                        "%s holds an unknown token: expected 0 to %d, got %d; use this tier's tokenizer"
                                .formatted(field, tokenizer.size() - 1, id));
            }
        }
        return TokenIds.of(ids.stream().mapToInt(Integer::intValue).toArray());
    }

    private static Sampling sampling(SamplingParameters asked) {
        return new Sampling(
                asked.getTemperature(),
                asked.getTopK(),
                asked.getTopP(),
                asked.getMinP(),
                asked.getRepetitionPenalty(),
                asked.getPresencePenalty(),
                asked.getFrequencyPenalty(),
                asked.getLogitBiasMap(),
                asked.getSeed());
    }

    private static Stop stop(StopConditions asked) {
        return new Stop(
                asked.getStringsList(),
                Set.copyOf(asked.getTokenIdsList()),
                asked.getMinTokens(),
                asked.getIgnoreEnd());
    }

    private static Optional<String> present(String value) {
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }
}
