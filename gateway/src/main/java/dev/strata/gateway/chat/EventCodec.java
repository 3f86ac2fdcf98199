package dev.strata.gateway.chat;

import com.google.protobuf.Timestamp;
import dev.strata.gateway.cache.CacheMark;
import dev.strata.gateway.error.ErrorReason;
import dev.strata.gateway.tenant.Tenant;
import dev.strata.proto.event.v1.Attempt;
import dev.strata.proto.event.v1.ConfidenceFeatures;
import dev.strata.proto.event.v1.Consent;
import dev.strata.proto.event.v1.Content;
import dev.strata.proto.event.v1.DataClass;
import dev.strata.proto.event.v1.Message;
import dev.strata.proto.event.v1.Messages;
import dev.strata.proto.event.v1.Purpose;
import dev.strata.proto.event.v1.RequestParameters;
import dev.strata.proto.event.v1.RouteDecision;
import dev.strata.proto.event.v1.TrafficEvent;
import dev.strata.router.ReasonCode;
import dev.strata.router.Route;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Writes what happened to a request as the one event that is recorded of it. */
final class EventCodec {
    private static final int SCHEMA_REV = 1;

    private EventCodec() {}

    /**
     * What the event is made of.
     *
     * @param error empty where the request was answered
     * @param nowNanos of the run's monotonic clock, for attempts that have not ended
     */
    record Facts(
            ChatContext context,
            Route route,
            List<AttemptLog> attempts,
            ChatResult result,
            Optional<ErrorReason> error,
            Instant finished,
            long nowNanos) {}

    /**
     * A request that was turned away before it was routed.
     *
     * @param at when that was
     */
    record Refusal(
            RequestIds ids,
            ChatDesk.Caller caller,
            ChatCommand.Method method,
            int maxTokens,
            String requestId,
            ErrorReason reason,
            Instant at) {}

    /**
     * Nothing that the caller wrote is in it, its names for things neither: nobody looked whether
     * it is private. It has no route, by which readers tell it from a request that failed.
     *
     * @param taken since the request came
     */
    static TrafficEvent encode(Refusal refusal, Duration taken) {
        return TrafficEvent.newBuilder()
                .setSchemaRev(SCHEMA_REV)
                .setEventId(refusal.ids().mintEvent().toString())
                .setRequestId(refusal.requestId())
                .setConversationId(refusal.requestId())
                .setStarted(timestamp(refusal.at().minus(taken)))
                .setFinished(timestamp(refusal.at()))
                .setTenant(refusal.caller().tenant().id())
                .setParameters(
                        RequestParameters.newBuilder()
                                .setMaxTokens(refusal.maxTokens())
                                .setStream(refusal.method().streams())
                                .setMethod(refusal.method().word()))
                .setStatus(refusal.reason().grpc().value())
                .setErrorType(refusal.reason().name())
                .build();
    }

    static TrafficEvent encode(Facts facts) {
        ChatContext context = facts.context();
        ChatCommand.Labels labels = context.command().labels();
        TrafficEvent.Builder event =
                TrafficEvent.newBuilder()
                        .setSchemaRev(SCHEMA_REV)
                        .setEventId(context.ids().mintEvent().toString())
                        .setRequestId(context.requestId())
                        .setClientRequestId(labels.clientRequestId())
                        .setConversationId(context.conversationId())
                        .setTraceId(context.trace().traceId())
                        .setRootSpanId(context.trace().spanId())
                        .setStarted(timestamp(context.started()))
                        .setFinished(timestamp(facts.finished()))
                        .setTenant(context.tenant().id())
                        .setParameters(parameters(context.command()))
                        .setInput(input(context.command()))
                        .setRoute(route(context, facts.route()))
                        .setFinalTier(facts.result().tier())
                        .setStatus(facts.error().map(reason -> reason.grpc().value()).orElse(0))
                        .setErrorType(facts.error().map(Enum::name).orElse(""))
                        .setConsent(consent(context))
                        .setCacheHit(facts.result().cache() == CacheMark.HIT)
                        .setDegraded(facts.result().degraded())
                        .setCost(facts.result().cost());
        domain(event, context);
        if (!labels.subject().isEmpty()) {
            SubjectKeys.SubjectName name =
                    context.ids().subjects().current(context.tenant().id(), labels.subject());
            event.setSubjectPseudonym(name.pseudonym()).setSubjectKeyVersion(name.keyVersion());
        }
        for (AttemptLog attempt : facts.attempts()) {
            event.addAttempts(
                    attempt(attempt, context.command().wishes().adapter(), facts.nowNanos()));
        }
        return event.build();
    }

    private static void domain(TrafficEvent.Builder event, ChatContext context) {
        String tenants = context.tenant().domain();
        String callers = context.command().labels().domain();
        if (!tenants.isEmpty()) {
            event.setDomain(tenants).setDomainSource("tenant");
        } else if (!callers.isEmpty()) {
            event.setDomain(callers).setDomainSource("caller");
        }
    }

    private static RequestParameters parameters(ChatCommand command) {
        var answer = command.answer();
        var sampling = answer.sampling();
        return RequestParameters.newBuilder()
                .setModel(command.model().isEmpty() ? "auto" : command.model())
                .setMaxTokens(answer.maxTokens())
                .setTemperature(sampling.temperature())
                .setTopP(sampling.topP())
                .setTopK(sampling.topK())
                .setSeed(sampling.seed())
                .setStream(command.method().streams())
                .setMethod(command.method().word())
                .build();
    }

    private static Content input(ChatCommand command) {
        Messages.Builder messages = Messages.newBuilder();
        List<String> tools = command.answer().tools().definitions();
        if (!tools.isEmpty()) {
            messages.addMessages(
                    Message.newBuilder()
                            .setRole("tools")
                            .setContent("[" + String.join(",", tools) + "]"));
        }
        for (var message : command.messages()) {
            messages.addMessages(
                    Message.newBuilder()
                            .setRole(message.role().name().toLowerCase(Locale.ROOT))
                            .setContent(message.content())
                            .setName(message.name()));
        }
        return Content.newBuilder().setPlain(messages).build();
    }

    private static RouteDecision route(ChatContext context, Route route) {
        RouteDecision.Builder decision =
                RouteDecision.newBuilder()
                        .setPolicyVersion(context.policyVersion())
                        .setPricesVersion(context.prices().version())
                        .setReasonCode(route.code().name())
                        .setDataClass(
                                switch (route.dataClass()) {
                                    case PUBLIC -> DataClass.DATA_CLASS_PUBLIC;
                                    case PRIVATE -> DataClass.DATA_CLASS_PRIVATE;
                                });
        switch (route) {
            case Route.Serve serve ->
                    decision.addAllAllowedTiers(serve.allowedTiers())
                            .setInitialTier(serve.initialTier())
                            .setPropensity(serve.propensity())
                            .setExplored(serve.code() == ReasonCode.EXPLORED)
                            .setDifficulty(serve.difficulty());
            case Route.Refuse _ -> {
                // No tier was allowed, which the empty list says.
            }
        }
        return decision.build();
    }

    private static Attempt attempt(AttemptLog log, String adapter, long nowNanos) {
        var model = log.model();
        var features = log.features();
        boolean failed = log.outcome() == AttemptLog.Outcome.FAILED;
        boolean escalated = log.outcome() == AttemptLog.Outcome.ESCALATED;
        return Attempt.newBuilder()
                .setTier(log.tier())
                .setModel(model.model())
                .setModelSha256(model.sha256())
                .setTokenizerSha256(model.tokenizerSha256())
                .setAdapter(adapter)
                .setOutput(output(log.text()))
                .setCommitted(log.wasCommitted())
                .setFinish(finish(log))
                .setEscalateReason(escalated ? log.reason() : "")
                .setErrorType(failed ? log.reason() : "")
                .setConfidence(
                        ConfidenceFeatures.newBuilder()
                                .setMeanLogprob(features.meanLogprob())
                                .setMinLogprob(features.minLogprob())
                                .setMeanEntropy(features.meanEntropy())
                                .setConfidence(features.confidence())
                                .setTokens(features.tokens()))
                .setTimeToFirstTokenMs(log.timeToFirstTokenMs())
                .setDurationMs(log.durationMs(nowNanos))
                .setPromptTokens(log.usage().prompt())
                .setCachedTokens(log.usage().cached())
                .setCompletionTokens(log.usage().completion())
                .setCost(log.cost())
                .build();
    }

    private static String finish(AttemptLog log) {
        return switch (log.outcome()) {
            case COMMITTED -> log.finish().name().toLowerCase(Locale.ROOT);
            case RUNNING -> "cancelled";
            case ESCALATED, FAILED, CANCELLED -> log.outcome().word();
        };
    }

    private static Content output(String text) {
        return Content.newBuilder()
                .setPlain(
                        Messages.newBuilder()
                                .addMessages(
                                        Message.newBuilder().setRole("assistant").setContent(text)))
                .build();
    }

    private static Consent consent(ChatContext context) {
        Optional<Set<Tenant.Purpose>> asked = context.command().labels().consent();
        Set<Tenant.Purpose> purposes = asked.orElse(context.tenant().consent());
        Consent.Builder consent = Consent.newBuilder();
        for (Tenant.Purpose purpose : Tenant.Purpose.values()) {
            if (purposes.contains(purpose)) {
                consent.addPurposes(
                        switch (purpose) {
                            case SERVE -> Purpose.PURPOSE_SERVE;
                            case EVAL -> Purpose.PURPOSE_EVAL;
                            case TRAIN -> Purpose.PURPOSE_TRAIN;
                        });
            }
        }
        String basis = asked.isPresent() ? "request" : purposes.isEmpty() ? "absent" : "tenant";
        return consent.setBasis(basis).build();
    }

    private static Timestamp timestamp(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }
}
