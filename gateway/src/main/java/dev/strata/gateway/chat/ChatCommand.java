package dev.strata.gateway.chat;

import static java.util.Objects.requireNonNull;

import com.google.common.base.Utf8;
import dev.strata.gateway.cache.Caching;
import dev.strata.gateway.tenant.Tenant;
import dev.strata.gateway.tier.AnswerSpec;
import dev.strata.router.Capability;
import dev.strata.router.Message;
import dev.strata.router.RoutingRequest.Wishes;
import dev.strata.router.Sensitivity;
import dev.strata.router.policy.Objective;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A request to answer a conversation, whichever face it came by, after defaults.
 *
 * @param model {@code auto} or empty, a tier or a model's name
 * @param privacyToken of an earlier answer; empty for none
 * @param wishes a profile and limits
 * @param caching whether a kept answer may do
 */
public record ChatCommand(
        Method method,
        List<Message> messages,
        String model,
        AnswerSpec answer,
        Sensitivity sensitivity,
        Optional<Objective> objective,
        String privacyToken,
        Labels labels,
        Wishes wishes,
        Caching caching) {

    /** The call it came by. */
    public enum Method {
        CHAT("chat", false),
        CHAT_STREAM("chat_stream", true),
        GENERATE("generate", false),
        OPENAI_CHAT("openai_chat", false),
        OPENAI_CHAT_STREAM("openai_chat", true),
        OPENAI_COMPLETION("openai_completion", false),
        OPENAI_COMPLETION_STREAM("openai_completion", true),
        OPENAI_RESPONSE("openai_response", false),
        OPENAI_RESPONSE_STREAM("openai_response", true),
        ANTHROPIC_MESSAGE("anthropic_message", false),
        ANTHROPIC_MESSAGE_STREAM("anthropic_message", true);

        private final String word;
        private final boolean streams;

        Method(String word, boolean streams) {
            this.word = word;
            this.streams = streams;
        }

        /** Its name in events and metrics. */
        public String word() {
            return word;
        }

        /** True where the answer goes out piece by piece. */
        public boolean streams() {
            return streams;
        }
    }

    /**
     * What the caller calls things; nothing here changes the answer.
     *
     * @param clientRequestId the caller's own id; may be empty
     * @param conversationId may be empty
     * @param domain what it is about; empty for the tenant's
     * @param subject whom the data is about; hashed before it is stored
     * @param consent empty for the tenant's default
     */
    public record Labels(
            String clientRequestId,
            String conversationId,
            String domain,
            String subject,
            Optional<Set<Tenant.Purpose>> consent) {
        /** No labels. */
        public static final Labels NONE = new Labels("", "", "", "", Optional.empty());

        public Labels {
            consent = consent.map(Set::copyOf);
        }
    }

    /** The same, drawn with another seed. */
    public ChatCommand withSeedAfter(int more) {
        return with(method, answer.withSeed(answer.sampling().seed() + more))
                .withCaching(caching.withChoice(more));
    }

    /** The same, in one piece: nothing of it is sent before all of it is there. */
    public ChatCommand inOnePiece() {
        return with(method, answer.inOnePiece());
    }

    private ChatCommand with(Method call, AnswerSpec spec) {
        return new ChatCommand(
                call,
                messages,
                model,
                spec,
                sensitivity,
                objective,
                privacyToken,
                labels,
                wishes,
                caching);
    }

    /** UTF-8 bytes of all messages and tools: no fewer than their tokens. */
    long promptBytes() {
        long bytes = 0;
        for (Message message : messages) {
            bytes += Utf8.encodedLength(message.content());
        }
        for (String tool : answer.tools().definitions()) {
            bytes += Utf8.encodedLength(tool);
        }
        return bytes;
    }

    /**
     * What detectors look through beside the messages: what a tier reads, and the caller's name for
     * the domain, which is recorded.
     */
    List<String> textBesideMessages() {
        if (labels.domain().isEmpty()) {
            return answer.textBesideMessages();
        }
        List<String> texts = new ArrayList<>(answer.textBesideMessages());
        texts.add(labels.domain());
        return texts;
    }

    /** True where a late failure is unseen, since nothing was sent before the answer was whole. */
    boolean commitsWhole() {
        return !method.streams()
                || answer.onePiece()
                || !answer.tools().isEmpty()
                || !answer.responseSchema().isEmpty();
    }

    /** What a tier must be able to do to answer it. */
    Set<Capability> needs() {
        EnumSet<Capability> needs = EnumSet.noneOf(Capability.class);
        if (answer.plainPrompt()) {
            needs.add(Capability.COMPLETION);
        }
        if (answer.logprobs()) {
            needs.add(Capability.LOGPROBS);
        }
        if (!answer.responseSchema().isEmpty()) {
            needs.add(Capability.JSON_SCHEMA);
        }
        if (!answer.tools().isEmpty()
                || messages.stream().anyMatch(said -> said.role() == Message.Role.TOOL)) {
            needs.add(Capability.TOOLS);
        }
        return needs;
    }

    /** The same, of the model called {@code name} with {@code adapter}. */
    ChatCommand withAdapter(String name, String adapter) {
        return new ChatCommand(
                method,
                messages,
                name,
                answer,
                sensitivity,
                objective,
                privacyToken,
                labels,
                wishes.withAdapter(adapter),
                caching);
    }

    /** A command without a profile or limits. */
    public ChatCommand(
            Method method,
            List<Message> messages,
            String model,
            AnswerSpec answer,
            Sensitivity sensitivity,
            Optional<Objective> objective,
            String privacyToken,
            Labels labels) {
        this(
                method,
                messages,
                model,
                answer,
                sensitivity,
                objective,
                privacyToken,
                labels,
                Wishes.NONE,
                Caching.UNSPECIFIED);
    }

    /** The same, with a profile and limits. */
    public ChatCommand withWishes(Wishes wanted) {
        return with(wanted, caching);
    }

    /** The same, with what it says of the cache. */
    public ChatCommand withCaching(Caching wanted) {
        return with(wishes, wanted);
    }

    private ChatCommand with(Wishes otherWishes, Caching otherCaching) {
        return new ChatCommand(
                method,
                messages,
                model,
                answer,
                sensitivity,
                objective,
                privacyToken,
                labels,
                otherWishes,
                otherCaching);
    }

    public ChatCommand {
        requireNonNull(method, "method is null");
        messages = List.copyOf(messages);
        requireNonNull(model, "model is null");
        requireNonNull(answer, "answer is null");
        requireNonNull(sensitivity, "sensitivity is null");
        requireNonNull(objective, "objective is null");
        requireNonNull(privacyToken, "privacyToken is null");
        requireNonNull(labels, "labels is null");
        requireNonNull(wishes, "wishes is null");
        requireNonNull(caching, "caching is null");
    }
}
