package dev.strata.feed.month;

import dev.strata.feed.evaluation.EvaluationSets;
import dev.strata.feed.mix.MixSettings;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How a dataset is made, beside where its rows come from.
 *
 * @param teacher the tier whose answers the others learn
 * @param synthetic file of generated conversations
 */
public record MonthSettings(
        EvaluationSets evaluation, MixSettings mix, String teacher, Optional<Path> synthetic) {
    /** No evaluation sets, nothing synthetic. */
    public static MonthSettings standard() {
        return new MonthSettings(
                EvaluationSets.none(), MixSettings.STANDARD, "v3", Optional.empty());
    }
}
