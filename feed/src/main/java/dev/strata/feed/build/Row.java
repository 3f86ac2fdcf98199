package dev.strata.feed.build;

import dev.strata.proto.event.v1.DataClass;
import java.util.List;

/**
 * One row of a dataset, and where it came from.
 *
 * @param dataClass travels with the row, so that the writer can refuse it
 */
public record Row(List<Turn> messages, DataClass dataClass, Provenance provenance) {
    public Row {
        messages = List.copyOf(messages);
    }

    /**
     * One turn of a conversation; {@code role} is {@code system}, {@code user} or {@code
     * assistant}.
     */
    public record Turn(String role, String content) {}

    /**
     * What is known of a row beside its text.
     *
     * @param confidence of the committed answer, 0 to 1, after calibration
     * @param difficulty of the request as the router saw it, 0 to 1
     * @param propensity of the tier that was tried first
     * @param attempts how many tiers ran
     */
    public record Provenance(
            String eventId,
            String tenant,
            String domain,
            String dataClass,
            String tier,
            String model,
            String modelSha256,
            String reasonCode,
            double difficulty,
            double propensity,
            int attempts,
            boolean escalated,
            double confidence,
            double meanLogprob,
            String finish,
            int promptTokens,
            int completionTokens,
            String consentBasis) {}
}
