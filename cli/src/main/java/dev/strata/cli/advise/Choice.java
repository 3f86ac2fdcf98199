package dev.strata.cli.advise;

import dev.strata.cli.home.Measurements;
import dev.strata.models.CatalogueEntry;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model of the catalogue as a choice.
 *
 * @param rank its place in the catalogue, 1 the smallest
 * @param fileBytes of the model as it is kept
 * @param measured on this machine; empty where it was not
 */
record Choice(
        CatalogueEntry entry, int rank, long fileBytes, Optional<Measurements.Tier> measured) {
    private static final Pattern QUANTISED =
            Pattern.compile("(?i)[.-](i?q[0-9][0-9a-z_]*|f16|bf16|f32)");

    /** As the file's name says it, e.g. {@code Q4_K_M}. */
    String quantisation() {
        if (entry.folder().isPresent()) {
            return "as the folder has it";
        }
        Matcher matcher = QUANTISED.matcher(entry.file().replaceAll("(?i)\\.gguf$", ""));
        return matcher.find() ? matcher.group(1).toUpperCase(Locale.ROOT) : "as generated";
    }

    /**
     * What the process takes where it was measured, else the size of the file, or of a folder's
     * files.
     */
    long memoryBytes() {
        return measured.map(Measurements.Tier::residentBytes).orElse(fileBytes);
    }

    /** Milliseconds to the first token of an answer to so many prompt tokens. */
    Optional<Double> firstTokenMillis(int promptTokens) {
        return measured.map(tier -> 1000 * (promptTokens / tier.prefill() + 1 / tier.decode()));
    }
}
