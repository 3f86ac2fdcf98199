package dev.strata.gateway.grpc;

import dev.strata.gateway.cache.CacheMode;
import dev.strata.gateway.cache.Caching;
import dev.strata.gateway.chat.ChatCommand;
import dev.strata.gateway.chat.ChatCommand.Labels;
import dev.strata.gateway.chat.ChatCommand.Method;
import dev.strata.gateway.error.Failure;
import dev.strata.gateway.tenant.Tenant;
import dev.strata.gateway.tier.AnswerSpec;
import dev.strata.proto.chat.v1.ChatRequest;
import dev.strata.proto.chat.v1.GenerateRequest;
import dev.strata.proto.chat.v1.Message;
import dev.strata.proto.chat.v1.Purpose;
import dev.strata.proto.chat.v1.Role;
import dev.strata.proto.chat.v1.Sampling;
import dev.strata.router.Limits;
import dev.strata.router.RoutingRequest.Wishes;
import dev.strata.router.Sensitivity;
import dev.strata.router.policy.Objective;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Reads requests of the gRPC contract; generated types stop here. */
final class RequestCodec {
    private static final int DEFAULT_MAX_TOKENS = 256;
    private static final int DEFAULT_MAX_LENGTH = 200;
    private static final double DEFAULT_TEMPERATURE = 0.7;
    private static final double DEFAULT_TOP_P = 0.95;

    private RequestCodec() {}

    static ChatCommand decode(Method method, ChatRequest wire, String clientRequestId) {
        return new ChatCommand(
                method,
                messages(wire.getMessagesList()),
                wire.getModel(),
                new AnswerSpec(
                        wire.hasMaxTokens() ? wire.getMaxTokens() : DEFAULT_MAX_TOKENS,
                        0,
                        sampling(wire.getSampling()),
                        List.copyOf(wire.getStopList()),
                        wire.getLogprobs() || wire.getTopLogprobs() > 0,
                        wire.getTopLogprobs(),
                        shape(wire)),
                sensitivity(wire),
                objective(wire),
                wire.getPrivacyToken(),
                new Labels(
                        clientRequestId,
                        wire.getConversationId(),
                        wire.getDomain(),
                        wire.getSubject(),
                        consent(wire.getConsentList())),
                wishes(wire),
                caching(wire));
    }

    private static AnswerSpec.Shape shape(ChatRequest wire) {
        return wire.getToolsCount() == 0 && !wire.hasToolChoice()
                ? AnswerSpec.Shape.CHAT
                : new AnswerSpec.Shape(false, false, "", ToolCodec.tools(wire));
    }

    private static Caching caching(ChatRequest wire) {
        return new Caching(
                switch (wire.getCache()) {
                    case CACHE_MODE_UNSPECIFIED -> CacheMode.UNSPECIFIED;
                    case CACHE_MODE_EXACT -> CacheMode.EXACT;
                    case CACHE_MODE_SEMANTIC -> CacheMode.SEMANTIC;
                    // A value of a later release: what is not understood is not done.
                    case CACHE_MODE_OFF, UNRECOGNIZED -> CacheMode.OFF;
                },
                wire.getSampling().hasSeed(),
                0);
    }

    /** The old call: one user message, greedy, max_length counts the prompt too. */
    static ChatCommand decode(GenerateRequest wire, String clientRequestId) {
        int maxLength = wire.hasMaxLength() ? wire.getMaxLength() : DEFAULT_MAX_LENGTH;
        if (maxLength < 1) {
            throw Failure.field(
                            "max_length",
                            "max_length is out of range: expected at least 1, got %d; correct it or leave it out"
                                    .formatted(maxLength))
                    .exception();
        }
        if (wire.getPrompt().isBlank()) {
            throw Failure.field(
                            "prompt",
                            "prompt is empty: expected text, got %d blanks; add the text"
                                    .formatted(wire.getPrompt().length()))
                    .exception();
        }
        return new ChatCommand(
                Method.GENERATE,
                List.of(dev.strata.router.Message.user(wire.getPrompt())),
                "",
                new AnswerSpec(
                        maxLength,
                        maxLength,
                        new AnswerSpec.Sampling(0, 1, 0, 0, 1, 0, 0, 0),
                        List.of(),
                        false,
                        0,
                        AnswerSpec.Shape.CHAT),
                Sensitivity.UNSPECIFIED,
                Optional.empty(),
                "",
                new Labels(clientRequestId, "", "", "", Optional.empty()));
    }

    private static List<dev.strata.router.Message> messages(List<Message> wire) {
        List<dev.strata.router.Message> messages = new ArrayList<>(wire.size());
        for (int i = 0; i < wire.size(); i++) {
            Message message = wire.get(i);
            messages.add(
                    new dev.strata.router.Message(
                            role(i, message),
                            ToolCodec.said("messages[%d]".formatted(i), message),
                            message.getName()));
        }
        return messages;
    }

    private static dev.strata.router.Message.Role role(int index, Message message) {
        return switch (message.getRole()) {
            case ROLE_SYSTEM -> dev.strata.router.Message.Role.SYSTEM;
            case ROLE_USER -> dev.strata.router.Message.Role.USER;
            case ROLE_ASSISTANT -> dev.strata.router.Message.Role.ASSISTANT;
            case ROLE_TOOL -> dev.strata.router.Message.Role.TOOL;
            case ROLE_UNSPECIFIED, UNRECOGNIZED ->
                    throw Failure.field(
                                    "messages[%d].role".formatted(index),
                                    "messages[%d].role is unknown: expected %s, %s, %s or %s, got %d; set one of them"
                                            .formatted(
                                                    index,
                                                    Role.ROLE_SYSTEM,
                                                    Role.ROLE_USER,
                                                    Role.ROLE_ASSISTANT,
                                                    Role.ROLE_TOOL,
                                                    message.getRoleValue()))
                            .exception();
        };
    }

    private static AnswerSpec.Sampling sampling(Sampling wire) {
        return new AnswerSpec.Sampling(
                wire.hasTemperature() ? wire.getTemperature() : DEFAULT_TEMPERATURE,
                wire.hasTopP() ? wire.getTopP() : DEFAULT_TOP_P,
                wire.getTopK(),
                wire.getMinP(),
                wire.hasRepetitionPenalty() ? wire.getRepetitionPenalty() : 1,
                wire.getPresencePenalty(),
                wire.getFrequencyPenalty(),
                wire.hasSeed() ? wire.getSeed() : ThreadLocalRandom.current().nextLong());
    }

    private static Wishes wishes(ChatRequest wire) {
        return new Wishes(
                wire.getProfile(),
                new Limits(
                        limit("cost_ceiling", wire.getCostCeiling(), Double.MAX_VALUE),
                        limit("first_token_ms", wire.getFirstTokenMs(), Double.MAX_VALUE),
                        limit("quality_floor", wire.getQualityFloor(), 1)),
                1,
                wire.getAdapter());
    }

    private static double limit(String field, double value, double most) {
        if (!(value >= 0 && value <= most)) {
            throw Failure.field(
                            field,
                            "%s is out of range: expected 0 to %s, got %s; correct it or leave it out"
                                    .formatted(field, most, value))
                    .exception();
        }
        return value;
    }

    private static Sensitivity sensitivity(ChatRequest wire) {
        return switch (wire.getSensitivity()) {
            case SENSITIVITY_UNSPECIFIED -> Sensitivity.UNSPECIFIED;
            case SENSITIVITY_PUBLIC -> Sensitivity.PUBLIC;
            // A value of a later release: what is not understood is not assumed harmless.
            case SENSITIVITY_PRIVATE, UNRECOGNIZED -> Sensitivity.PRIVATE;
        };
    }

    private static Optional<Objective> objective(ChatRequest wire) {
        return switch (wire.getObjective()) {
            case OBJECTIVE_COST -> Optional.of(Objective.COST);
            case OBJECTIVE_LATENCY -> Optional.of(Objective.LATENCY);
            case OBJECTIVE_QUALITY -> Optional.of(Objective.QUALITY);
            case OBJECTIVE_UNSPECIFIED -> Optional.empty();
            case UNRECOGNIZED ->
                    throw Failure.field(
                                    "objective",
                                    "objective is unknown: expected 0 to 3, got %d; correct it or leave it out"
                                            .formatted(wire.getObjectiveValue()))
                            .exception();
        };
    }

    private static Optional<Set<Tenant.Purpose>> consent(List<Purpose> wire) {
        if (wire.isEmpty()) {
            return Optional.empty();
        }
        EnumSet<Tenant.Purpose> purposes = EnumSet.noneOf(Tenant.Purpose.class);
        for (Purpose purpose : wire) {
            switch (purpose) {
                case PURPOSE_SERVE -> purposes.add(Tenant.Purpose.SERVE);
                case PURPOSE_EVAL -> purposes.add(Tenant.Purpose.EVAL);
                case PURPOSE_TRAIN -> purposes.add(Tenant.Purpose.TRAIN);
                case PURPOSE_UNSPECIFIED, UNRECOGNIZED -> {
                    // Consents to nothing.
                }
            }
        }
        return Optional.of(purposes);
    }
}
