package dev.strata.cli.chat;

import dev.strata.proto.chat.v1.AttemptSummary;
import dev.strata.proto.chat.v1.Outcome;
import java.util.ArrayList;
import java.util.List;

/** What the mesh did with a request, in lines for people. */
public final class AnswerSummary {
    private AnswerSummary() {}

    /** Tier and why; each attempt; tokens, speed, cost and overhead. */
    public static List<String> of(Outcome outcome) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "tier %s (%s): %s [%s]%s"
                        .formatted(
                                outcome.getTier(),
                                outcome.getModel(),
                                outcome.getReason(),
                                outcome.getReasonCode(),
                                outcome.getDegraded() ? ", DEGRADED" : ""));
        lines.add("attempts: " + String.join(" -> ", attempts(outcome)));
        lines.add(
                "tokens: %d in, %d out%s; %s tok/s; cost %s; overhead %.2f ms"
                        .formatted(
                                outcome.getUsage().getPromptTokens(),
                                outcome.getUsage().getCompletionTokens(),
                                total(outcome),
                                speed(outcome),
                                cost(outcome.getCost()),
                                outcome.getOverheadMs()));
        return lines;
    }

    private static String total(Outcome outcome) {
        return outcome.getAttemptsCount() < 2
                ? ""
                : " (all attempts: %d in, %d out)"
                        .formatted(
                                outcome.getUsageTotal().getPromptTokens(),
                                outcome.getUsageTotal().getCompletionTokens());
    }

    private static List<String> attempts(Outcome outcome) {
        return outcome.getAttemptsList().stream()
                .map(attempt ->
                        "%s %s%s (first token %.0f ms, %.0f ms in all, cost %s)"
                                .formatted(
                                        attempt.getTier(),
                                        attempt.getOutcome(),
                                        attempt.getReason().isEmpty()
                                                ? ""
                                                : ": " + attempt.getReason(),
                                        attempt.getTimeToFirstTokenMs(),
                                        attempt.getDurationMs(),
                                        cost(attempt.getCost())))
                .toList();
    }

    /** Tokens per second after the first, of the attempt that was returned. */
    private static String speed(Outcome outcome) {
        if (outcome.getAttemptsCount() == 0) {
            return "-";
        }
        AttemptSummary last = outcome.getAttempts(outcome.getAttemptsCount() - 1);
        double seconds = (last.getDurationMs() - last.getTimeToFirstTokenMs()) / 1000;
        int tokens = last.getUsage().getCompletionTokens() - 1;
        return tokens < 1 || seconds <= 0 ? "-" : "%.1f".formatted(tokens / seconds);
    }

    private static String cost(double cost) {
        return "%.4g".formatted(cost);
    }
}
