package dev.strata.gateway.grpc;

import com.google.protobuf.Timestamp;
import dev.strata.gateway.chat.AnswerSink.CommittedAnswer;
import dev.strata.gateway.chat.ChatResult;
import dev.strata.gateway.chat.Mesh;
import dev.strata.gateway.error.Failure;
import dev.strata.gateway.tier.TierEvent;
import dev.strata.gateway.tier.TokenUsage;
import dev.strata.gateway.tool.CallText;
import dev.strata.proto.chat.v1.AttemptSummary;
import dev.strata.proto.chat.v1.ExplainResponse;
import dev.strata.proto.chat.v1.FinishReason;
import dev.strata.proto.chat.v1.Outcome;
import dev.strata.proto.chat.v1.TierCandidate;
import dev.strata.proto.chat.v1.TierInfo;
import dev.strata.proto.chat.v1.TokenLogprob;
import dev.strata.proto.chat.v1.Usage;
import dev.strata.proto.chat.v1.Verdict;
import dev.strata.router.DataClass;
import dev.strata.router.Route;
import dev.strata.router.TenantRules;
import dev.strata.router.TierHealth;
import dev.strata.service.GrpcError;
import io.grpc.StatusRuntimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes answers of the gRPC contract. */
final class AnswerCodec {
    private AnswerCodec() {}

    static StatusRuntimeException error(Failure failure) {
        return new GrpcError(
                        failure.reason().grpc(),
                        failure.reason().name(),
                        failure.message(),
                        Map.of(),
                        failure.retryAfter(),
                        failure.field().isEmpty()
                                ? Map.of()
                                : Map.of(failure.field(), failure.message()))
                .toException();
    }

    static Outcome outcome(CommittedAnswer answer) {
        return Outcome.newBuilder()
                .setRequestId(answer.requestId())
                .setTier(answer.tier())
                .setModel(answer.model())
                .setReasonCode(answer.reasonCode())
                .setReason(answer.reason())
                .setCache(answer.cache().word())
                .build();
    }

    static Outcome outcome(ChatResult result) {
        Outcome.Builder wire =
                Outcome.newBuilder()
                        .setRequestId(result.requestId())
                        .setTier(result.tier())
                        .setModel(result.model())
                        .setReasonCode(result.reasonCode())
                        .setReason(result.reason())
                        .setUsage(usage(result.usage()))
                        .setUsageTotal(usage(result.usageTotal()))
                        .setCost(result.cost())
                        .setOverheadMs(result.overheadMs())
                        .setDegraded(result.degraded())
                        .setPrivacyToken(result.privacyToken())
                        .setCache(result.cache().word());
        for (ChatResult.Attempt attempt : result.attempts()) {
            wire.addAttempts(
                    AttemptSummary.newBuilder()
                            .setTier(attempt.tier())
                            .setModel(attempt.model())
                            .setOutcome(attempt.outcome())
                            .setReason(attempt.reason())
                            .setUsage(usage(attempt.usage()))
                            .setTimeToFirstTokenMs(attempt.timeToFirstTokenMs())
                            .setDurationMs(attempt.durationMs())
                            .setCost(attempt.cost()));
        }
        return wire.build();
    }

    private static Usage usage(TokenUsage usage) {
        return Usage.newBuilder()
                .setPromptTokens(usage.prompt())
                .setCachedTokens(usage.cached())
                .setCompletionTokens(usage.completion())
                .build();
    }

    static FinishReason finish(CallText said, ChatResult result) {
        return said.calls().isEmpty()
                ? finish(result.finish())
                : FinishReason.FINISH_REASON_TOOL_CALLS;
    }

    private static FinishReason finish(TierEvent.Reason reason) {
        return switch (reason) {
            case STOP -> FinishReason.FINISH_REASON_STOP;
            case LENGTH -> FinishReason.FINISH_REASON_LENGTH;
        };
    }

    static List<TokenLogprob> logprobs(TierEvent.Tokens piece) {
        return piece.tokens().stream()
                .map(token -> {
                    TokenLogprob.Builder wire =
                            TokenLogprob.newBuilder()
                                    .setToken(token.text())
                                    .setLogprob(token.logprob());
                    token.top()
                            .forEach(top ->
                                    wire.addTop(
                                            TokenLogprob.newBuilder()
                                                    .setToken(top.text())
                                                    .setLogprob(top.logprob())));
                    return wire.build();
                })
                .toList();
    }

    static ExplainResponse explain(Route route) {
        ExplainResponse.Builder wire =
                ExplainResponse.newBuilder()
                        .setReasonCode(route.code().name())
                        .setReason(route.reason())
                        .setPrivateOnly(route.dataClass() == DataClass.PRIVATE);
        route.verdicts()
                .forEach(verdict ->
                        wire.addVerdicts(
                                Verdict.newBuilder()
                                        .setStep(verdict.step())
                                        .setFinding(verdict.finding())
                                        .addAllAllowedTiers(verdict.allowedTiers())));
        route.candidates()
                .forEach(candidate ->
                        wire.addCandidates(
                                TierCandidate.newBuilder()
                                        .setTier(candidate.tier())
                                        .setQuality(candidate.quality())
                                        .setCost(candidate.cost())
                                        .setFirstTokenMs(candidate.firstTokenMillis())
                                        .setRemovedBy(candidate.removedBy())));
        if (route instanceof Route.Serve serve) {
            wire.addAllLadder(serve.ladder()).setDifficulty(serve.difficulty());
        }
        return wire.build();
    }

    static TierInfo tier(Mesh.TierListing listing, TierHealth health, TenantRules rules) {
        var state = listing.state();
        TierInfo.Builder wire =
                TierInfo.newBuilder()
                        .setTier(state.tier())
                        .setHealth(
                                switch (health) {
                                    case TierHealth.Up _ -> "up";
                                    case TierHealth.Degraded _ -> "degraded";
                                    case TierHealth.Down _ -> "down";
                                })
                        .setPromptPrice(listing.price().prompt())
                        .setCompletionPrice(listing.price().completion())
                        .setQueued(state.queued())
                        .addAllAdapters(listing.adapters(rules));
        if (!state.reported().equals(Instant.EPOCH)) {
            wire.setReported(
                    Timestamp.newBuilder()
                            .setSeconds(state.reported().getEpochSecond())
                            .setNanos(state.reported().getNano()));
        }
        state.model()
                .ifPresent(model ->
                        wire.setModel(model.model())
                                .setZone(model.zone().name().toLowerCase(Locale.ROOT))
                                .setContextTokens(model.contextTokens()));
        return wire.build();
    }
}
