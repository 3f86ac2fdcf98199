package dev.strata.feed;

import dev.strata.feed.evaluation.EvaluationSets;
import dev.strata.feed.mix.MixSettings;
import dev.strata.feed.month.MonthSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a dataset is made, beside where its rows come from. */
final class MonthOptions {
    @Option(
            names = "--evaluation",
            description =
                    "File or folder of evaluation sets, JSON lines: nothing of them is learned. May be given several times.")
    private List<Path> evaluation = List.of();

    @Option(
            names = "--synthetic",
            description = "File of generated conversations, JSON lines with messages and domain.")
    private @Nullable Path synthetic;

    @Option(
            names = "--teacher",
            defaultValue = "v3",
            description = "The tier whose answers the others learn. Default ${DEFAULT-VALUE}.")
    private String teacher;

    @Option(
            names = "--domain-rows",
            defaultValue = "50000",
            description =
                    "Rows of one domain up to which a dataset grows; then a tenth is renewed each month. Default ${DEFAULT-VALUE}.")
    private int domainRows;

    @Option(
            names = "--tenant-rows",
            defaultValue = "20000",
            description = "New rows of one tenant in a month, at most. Default ${DEFAULT-VALUE}.")
    private int tenantRows;

    @Option(
            names = "--subject-rows",
            defaultValue = "500",
            description = "New rows of one subject in a month, at most. Default ${DEFAULT-VALUE}.")
    private int subjectRows;

    /**
     * Reads the evaluation sets.
     *
     * @throws dev.strata.feed.error.FeedException BAD_INPUT where one is missing
     */
    MonthSettings settings() {
        MixSettings mix = MixSettings.STANDARD;
        return new MonthSettings(
                EvaluationSets.read(evaluation),
                new MixSettings(
                        mix.renewed(),
                        domainRows,
                        tenantRows,
                        subjectRows,
                        mix.realFirst(),
                        mix.realLast(),
                        mix.rampMonths()),
                teacher,
                Optional.ofNullable(synthetic));
    }
}
