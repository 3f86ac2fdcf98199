package dev.strata.feed.retrain;

import dev.strata.router.difficulty.DifficultyModel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a retraining came to. */
public final class RetrainReport {
    private final String month;
    private final Rows rows;
    private final List<Check> checks;
    private final @Nullable OffPolicy quality;
    private final @Nullable OffPolicy cost;
    private final @Nullable EffectiveSample sample;
    private final @Nullable Routing candidate;

    /** Whether the candidate may be promoted. */
    public enum Verdict {
        PASS,
        FAIL,
        /** There is too little to tell. */
        NO_DECISION
    }

    /**
     * What there was to learn from.
     *
     * @param usable outcomes that difficulty, or priors, decided
     * @param explored of these, drawn to where they were tried
     */
    public record Rows(long usable, long judged, long explored, long fitted, long measured) {}

    RetrainReport(
            String month,
            Rows rows,
            List<Check> checks,
            @Nullable OffPolicy quality,
            @Nullable OffPolicy cost,
            @Nullable EffectiveSample sample,
            @Nullable Routing candidate) {
        this.month = month;
        this.rows = rows;
        this.checks = List.copyOf(checks);
        this.quality = quality;
        this.cost = cost;
        this.sample = sample;
        this.candidate = candidate;
    }

    static RetrainReport tooLittle(String month, Rows rows, List<Check> checks) {
        return new RetrainReport(month, rows, checks, null, null, null, null);
    }

    /** A refuted check fails it; one that shows nothing leaves it undecided. */
    public Verdict verdict() {
        if (checks.stream().anyMatch(c -> c.outcome() == Check.Outcomes.FAIL)) {
            return Verdict.FAIL;
        }
        boolean isShown =
                candidate != null
                        && checks.stream().allMatch(c -> c.outcome() == Check.Outcomes.PASS);
        return isShown ? Verdict.PASS : Verdict.NO_DECISION;
    }

    /** Every check, in order. */
    public List<Check> checks() {
        return checks;
    }

    /** What there was to learn from. */
    public Rows rows() {
        return rows;
    }

    /** The model that was fitted; empty where nothing was. */
    public Optional<DifficultyModel> model() {
        return Optional.ofNullable(candidate).map(Routing::model);
    }

    /** The fitted model's thresholds: easy below the first, hard from the second on. */
    public List<Double> thresholds() {
        return candidate == null
                ? List.of()
                : List.of(candidate.rules().easyBelow(), candidate.rules().hardFrom());
    }

    /** For JSON: names in snake case, in a fixed order. */
    public Map<String, Object> object() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("month", month);
        object.put("verdict", verdict().name());
        object.put("rows", rows);
        object.put("effective_sample", sample == null ? 0 : sample.effective());
        object.put("changed", sample == null ? 0 : sample.changed());
        object.put("changed_matched", sample == null ? 0 : sample.matched());
        object.put("quality", figures(quality));
        object.put("cost", figures(cost));
        object.put("thresholds", thresholds());
        object.put("model", model().map(DifficultyModel::version).orElse(""));
        object.put("checks", checks.stream().map(RetrainReport::figures).toList());
        return object;
    }

    private static Map<String, Object> figures(@Nullable OffPolicy of) {
        Map<String, Object> figures = new LinkedHashMap<>();
        if (of != null) {
            figures.put("rows", of.rows());
            figures.put("champion", of.champion());
            figures.put("candidate", of.candidate());
            figures.put("difference", of.difference());
            figures.put("low", of.interval().low());
            figures.put("high", of.interval().high());
            figures.put("self_normalised", of.weighted());
        }
        return figures;
    }

    private static Map<String, Object> figures(Check check) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("name", check.name());
        figures.put("outcome", check.outcome().name().toLowerCase(Locale.ROOT));
        figures.put("value", check.value());
        figures.put("low", check.low());
        figures.put("high", check.high());
        figures.put("wanted", check.wanted());
        return figures;
    }
}
