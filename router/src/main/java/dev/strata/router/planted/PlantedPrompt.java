package dev.strata.router.planted;

import dev.strata.router.Message;
import dev.strata.router.privacy.DetectorKind;
import java.util.List;

/**
 * A conversation that holds one private value.
 *
 * @param language {@code en} or {@code zh}
 * @param value as it was before it was disguised
 */
public record PlantedPrompt(
        DetectorKind kind,
        String language,
        Disguise disguise,
        String value,
        List<Message> messages) {
    public PlantedPrompt {
        messages = List.copyOf(messages);
    }
}
