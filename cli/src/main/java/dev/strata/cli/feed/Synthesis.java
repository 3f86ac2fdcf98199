package dev.strata.cli.feed;

import dev.strata.proto.chat.v1.ChatRequest;
import dev.strata.proto.chat.v1.ChatResponse;
import dev.strata.proto.chat.v1.FinishReason;
import dev.strata.proto.chat.v1.Message;
import dev.strata.proto.chat.v1.Purpose;
import dev.strata.proto.chat.v1.Role;
import dev.strata.proto.chat.v1.Sampling;
import dev.strata.proto.chat.v1.Sensitivity;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Makes conversations in the manner of others: a tier is asked for a question like a seed's about
 * something else, and then that question. One thread.
 */
final class Synthesis {
    private static final String WISH =
            "Write one question of the same kind as the one below, about another subject. Write the question alone, without quotes.\n\n";
    private static final double TEMPERATURE = 0.9;
    private static final int QUESTION_TOKENS = 96;

    private final Function<ChatRequest, ChatResponse> mesh;
    private final String tier;
    private final String zone;
    private final int answerTokens;
    private final Set<String> known = new HashSet<>();
    private int cut;
    private int repeated;

    /**
     * @param zone of the seeds, and so of what is made of them
     */
    Synthesis(
            Function<ChatRequest, ChatResponse> mesh, String tier, String zone, int answerTokens) {
        this.mesh = mesh;
        this.tier = tier;
        this.zone = zone;
        this.answerTokens = answerTokens;
    }

    /** Answers and questions that were cut at their longest, or empty. */
    int cut() {
        return cut;
    }

    /** Questions that were there already. */
    int repeated() {
        return repeated;
    }

    /** One conversation as {@code feed build --synthetic} takes it; empty where none came of it. */
    Optional<Map<String, Object>> make(Seeds.Seed seed, int number) {
        known.add(plain(seed.question()));
        Optional<ChatResponse> asked =
                whole(
                        request(WISH + seed.question(), QUESTION_TOKENS)
                                .setSampling(
                                        Sampling.newBuilder()
                                                .setTemperature(TEMPERATURE)
                                                .setSeed(number))
                                .build());
        if (asked.isEmpty()) {
            return Optional.empty();
        }
        String question = asked.get().getMessage().getContent().strip();
        if (!known.add(plain(question))) {
            repeated++;
            return Optional.empty();
        }
        return whole(request(question, answerTokens).build())
                .map(answer -> row(seed, question, answer));
    }

    private Map<String, Object> row(Seeds.Seed seed, String question, ChatResponse answer) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put(
                "messages",
                List.of(
                        turn("user", question),
                        turn("assistant", answer.getMessage().getContent().strip())));
        row.put("domain", seed.domain());
        row.put("data_class", zone);
        row.put("tier", answer.getOutcome().getTier());
        row.put("model", answer.getOutcome().getModel());
        row.put("seed_event_id", seed.eventId());
        return row;
    }

    private static Map<String, String> turn(String role, String content) {
        Map<String, String> turn = new LinkedHashMap<>();
        turn.put("role", role);
        turn.put("content", content);
        return turn;
    }

    private Optional<ChatResponse> whole(ChatRequest request) {
        ChatResponse answer = mesh.apply(request);
        boolean isWhole =
                answer.getFinishReason() == FinishReason.FINISH_REASON_STOP
                        && !answer.getMessage().getContent().isBlank();
        cut += isWhole ? 0 : 1;
        return Optional.of(answer).filter(_ -> isWhole);
    }

    /** Nothing of it is trained on as if somebody had asked it: it is served, and that is all. */
    private ChatRequest.Builder request(String prompt, int tokens) {
        return ChatRequest.newBuilder()
                .setModel(tier)
                .setMaxTokens(tokens)
                .addConsent(Purpose.PURPOSE_SERVE)
                .setSensitivity(
                        zone.equals("private")
                                ? Sensitivity.SENSITIVITY_PRIVATE
                                : Sensitivity.SENSITIVITY_UNSPECIFIED)
                .addMessages(Message.newBuilder().setRole(Role.ROLE_USER).setContent(prompt));
    }

    private static String plain(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("\\W+", " ").strip();
    }
}
