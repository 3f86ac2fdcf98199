package dev.strata.gateway.chat;

import static java.util.Objects.requireNonNull;

import dev.strata.gateway.tenant.Tenant;
import dev.strata.gateway.tier.AnswerSpec;
import dev.strata.router.Message;
import dev.strata.router.Sensitivity;
import dev.strata.router.policy.Objective;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A request to answer a conversation, whichever face it came by, after defaults.
 *
 * @param model {@code auto} or empty, a tier or a model's name
 * @param privacyToken of an earlier answer; empty for none
 */
public record ChatCommand(
        Method method,
        List<Message> messages,
        String model,
        AnswerSpec answer,
        Sensitivity sensitivity,
        Optional<Objective> objective,
        String privacyToken,
        Labels labels) {

    /** The call it came by. */
    public enum Method {
        CHAT("chat", false),
        CHAT_STREAM("chat_stream", true),
        GENERATE("generate", false),
        OPENAI_CHAT("openai_chat", false),
        OPENAI_CHAT_STREAM("openai_chat", true);

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

    public ChatCommand {
        requireNonNull(method, "method is null");
        messages = List.copyOf(messages);
        requireNonNull(model, "model is null");
        requireNonNull(answer, "answer is null");
        requireNonNull(sensitivity, "sensitivity is null");
        requireNonNull(objective, "objective is null");
        requireNonNull(privacyToken, "privacyToken is null");
        requireNonNull(labels, "labels is null");
    }
}
