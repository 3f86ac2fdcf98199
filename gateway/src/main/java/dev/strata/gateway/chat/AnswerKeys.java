package dev.strata.gateway.chat;

import dev.strata.gateway.cache.AnswerKey;
import dev.strata.gateway.tier.AnswerSpec;
import dev.strata.router.Message;
import dev.strata.router.Route;
import java.util.List;

/** Which requests get the same answer: all that may change one goes into the key. Stateless. */
final class AnswerKeys {
    private AnswerKeys() {}

    /** The key of a routed request. */
    static AnswerKey whole(ChatRun.Start start) {
        AnswerKey.Parts parts = circumstances(start);
        parts.addAll(start.route().ladder());
        messages(parts, start.context().command().messages());
        return parts.key();
    }

    /**
     * The key of all but the last message, and of the person that the request is about: one
     * person's question is not answered with another's answer.
     */
    static AnswerKey butTheLastMessage(ChatRun.Start start) {
        ChatCommand command = start.context().command();
        List<Message> messages = command.messages();
        AnswerKey.Parts parts = circumstances(start);
        parts.add(command.labels().subject());
        messages(parts, messages.subList(0, messages.size() - 1));
        Message last = messages.getLast();
        return parts.add(last.role().name()).add(last.name()).key();
    }

    private static AnswerKey.Parts circumstances(ChatRun.Start start) {
        ChatContext context = start.context();
        ChatCommand command = context.command();
        Route.Serve route = start.route();
        var rules = context.tenant().rules();
        AnswerKey.Parts parts =
                AnswerKey.of(context.tenant().id())
                        .addSet(rules.allowedTiers())
                        .add(rules.privateOnly())
                        .add(rules.reliesOnCaller())
                        .addAll(route.allowedTiers())
                        .add(route.dataClass().name())
                        .add(context.policyVersion())
                        .add(start.view().version())
                        .add(command.model())
                        .add(command.sensitivity().name())
                        .add(command.objective().map(Enum::name).orElse(""))
                        .add(command.wishes().profile())
                        .add(command.wishes().adapter())
                        .add(command.wishes().limits().toString());
        answer(parts, command);
        return parts;
    }

    private static void answer(AnswerKey.Parts parts, ChatCommand command) {
        AnswerSpec answer = command.answer();
        AnswerSpec.Sampling sampling = answer.sampling();
        parts.add(answer.maxTokens())
                .add(answer.maxLength())
                .add(sampling.temperature())
                .add(sampling.topP())
                .add(sampling.topK())
                .add(sampling.minP())
                .add(sampling.repetitionPenalty())
                .add(sampling.presencePenalty())
                .add(sampling.frequencyPenalty())
                .addAll(answer.stop())
                .add(answer.logprobs())
                .add(answer.topLogprobs())
                .add(answer.plainPrompt())
                .add(answer.responseSchema())
                .addAll(answer.tools().definitions())
                .add(answer.tools().mustCall())
                .add(answer.tools().several());
        if (sampling.temperature() != 0) {
            // Greedy answers are the same whatever the seed.
            boolean seeded = command.caching().seeded();
            parts.add(seeded).add(seeded ? sampling.seed() : command.caching().choice());
        }
    }

    private static void messages(AnswerKey.Parts parts, List<Message> messages) {
        parts.add(messages.size());
        for (Message message : messages) {
            parts.add(message.role().name()).add(message.content()).add(message.name());
        }
    }
}
