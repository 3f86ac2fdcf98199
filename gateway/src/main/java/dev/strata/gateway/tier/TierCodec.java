package dev.strata.gateway.tier;

import dev.strata.gateway.tier.TierEvent.Kind;
import dev.strata.proto.tier.v1.FinishReason;
import dev.strata.proto.tier.v1.Finished;
import dev.strata.proto.tier.v1.GenerateRequest;
import dev.strata.proto.tier.v1.SamplingParameters;
import dev.strata.proto.tier.v1.StopConditions;
import dev.strata.proto.tier.v1.Token;
import dev.strata.proto.tier.v1.TopToken;
import dev.strata.proto.tier.v1.Turn;
import dev.strata.router.Message;
import dev.strata.service.GrpcError;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Between the gateway's records and the tier's contract. */
final class TierCodec {
    private TierCodec() {}

    static GenerateRequest encode(TierRequest request) {
        AnswerSpec spec = request.spec();
        GenerateRequest.Builder wire =
                GenerateRequest.newBuilder()
                        .setRequestId(request.requestId())
                        .setTier(request.tier())
                        .setMaxTokens(spec.maxTokens())
                        .setMaxLength(spec.maxLength())
                        .setSampling(encode(spec.sampling()))
                        .setStop(StopConditions.newBuilder().addAllStrings(spec.stop()))
                        .setTopLogprobs(spec.topLogprobs())
                        .setResponseSchema(spec.responseSchema())
                        .addAllDraftTokenIds(request.draft().ids())
                        .setDraftTokenizerSha256(request.draft().tokenizerSha256())
                        .setCacheSalt(request.cacheSalt())
                        .setAdapter(request.adapter());
        if (spec.plainPrompt()) {
            return wire.setPrompt(request.messages().getFirst().content()).build();
        }
        for (Message message : request.messages()) {
            wire.addMessages(
                    Turn.newBuilder()
                            .setRole(message.role().name().toLowerCase(Locale.ROOT))
                            .setContent(message.content())
                            .setName(message.name()));
        }
        return wire.addAllTools(spec.tools().definitions()).setAnswerPrefix(spec.prefix()).build();
    }

    private static SamplingParameters encode(AnswerSpec.Sampling sampling) {
        return SamplingParameters.newBuilder()
                .setTemperature(sampling.temperature())
                .setTopP(sampling.topP())
                .setTopK(sampling.topK())
                .setMinP(sampling.minP())
                .setRepetitionPenalty(sampling.repetitionPenalty())
                .setPresencePenalty(sampling.presencePenalty())
                .setFrequencyPenalty(sampling.frequencyPenalty())
                .setSeed(sampling.seed())
                .build();
    }

    static TierEvent.Tokens tokens(String text, List<Token> wire) {
        List<TierEvent.Token> tokens = new ArrayList<>(wire.size());
        for (int i = 0; i < wire.size(); i++) {
            Token token = wire.get(i);
            tokens.add(
                    new TierEvent.Token(
                            token.getId(),
                            token.getText(),
                            token.getLogprob(),
                            token.getEntropy(),
                            tops(token.getTopList())));
        }
        return new TierEvent.Tokens(text, tokens);
    }

    private static List<TierEvent.Top> tops(List<TopToken> wire) {
        return wire.isEmpty()
                ? List.of()
                : wire.stream()
                        .map(top -> new TierEvent.Top(top.getText(), top.getLogprob()))
                        .toList();
    }

    /** The end of an answer; a tier that cancelled by itself has failed. */
    static TierEvent finished(Finished wire) {
        TokenUsage usage =
                new TokenUsage(
                        wire.getPromptTokens(), wire.getCachedTokens(), wire.getCompletionTokens());
        TierEvent.Verified verified =
                new TierEvent.Verified(
                        wire.getAcceptedDraftTokens(), wire.getRejoinedDraftTokens());
        return switch (wire.getReason()) {
            case FINISH_REASON_STOP ->
                    new TierEvent.Finished(TierEvent.Reason.STOP, usage, verified);
            case FINISH_REASON_LENGTH ->
                    new TierEvent.Finished(TierEvent.Reason.LENGTH, usage, verified);
            case FINISH_REASON_CANCELLED ->
                    new TierEvent.Failed(
                            Kind.UNAVAILABLE, "the tier cancelled the answer", Optional.empty());
            case FINISH_REASON_UNSPECIFIED, UNRECOGNIZED -> broken(wire.getReason());
        };
    }

    private static TierEvent.Failed broken(FinishReason reason) {
        return new TierEvent.Failed(
                Kind.BROKEN,
                "the tier ended with %s: expected a finish reason of the contract"
                        .formatted(reason),
                Optional.empty());
    }

    /**
     * Reason and words of an error of the contract; of any other its code: it may quote a prompt.
     */
    static String ownWords(Throwable thrown) {
        GrpcError error = GrpcError.from(thrown);
        return error.reason().isEmpty()
                ? error.code().name()
                : error.reason() + ", " + error.message();
    }

    static TierEvent.Failed failed(Throwable thrown) {
        GrpcError error = GrpcError.from(thrown);
        Kind kind =
                switch (error.code()) {
                    case OUT_OF_RANGE -> Kind.CONTEXT_EXCEEDED;
                    // Without a hint it is no full queue but, for example, a message over the
                    // limit.
                    case RESOURCE_EXHAUSTED ->
                            error.retryAfter().isPresent() ? Kind.QUEUE_FULL : Kind.BROKEN;
                    case NOT_FOUND ->
                            error.reason().equals("UNKNOWN_ADAPTER")
                                    ? Kind.UNKNOWN_ADAPTER
                                    : Kind.UNAVAILABLE;
                    case UNAVAILABLE, CANCELLED, ABORTED -> Kind.UNAVAILABLE;
                    case DEADLINE_EXCEEDED -> Kind.DEADLINE;
                    case INVALID_ARGUMENT -> Kind.INVALID;
                    // Without the engine's reason it is no question of this one request: the
                    // method is missing.
                    case UNIMPLEMENTED ->
                            error.reason().equals("UNSUPPORTED") ? Kind.UNSUPPORTED : Kind.BROKEN;
                    case OK,
                            UNKNOWN,
                            ALREADY_EXISTS,
                            PERMISSION_DENIED,
                            FAILED_PRECONDITION,
                            INTERNAL,
                            DATA_LOSS,
                            UNAUTHENTICATED ->
                            Kind.BROKEN;
                };
        return new TierEvent.Failed(
                kind,
                error.message().isEmpty() ? error.code().name() : error.message(),
                error.retryAfter());
    }
}
