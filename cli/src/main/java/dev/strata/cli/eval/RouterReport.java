package dev.strata.cli.eval;

import dev.strata.cli.report.Report;
import dev.strata.cli.report.Table;
import dev.strata.router.difficulty.DifficultyModel;
import dev.strata.router.evaluation.Curve;
import dev.strata.router.evaluation.Resampling.Interval;
import dev.strata.router.evaluation.RouterEvaluation;
import dev.strata.router.evaluation.Row;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What {@code eval router} prints.
 *
 * @param how the scores were learned
 * @param decisionMillis of a score: the median and the 99th percentile
 * @param flips the share of routes that flip, by what was done to the prompts
 */
record RouterReport(
        String how,
        List<RouterEvaluation> evaluations,
        Map<String, Double> decisionMillis,
        Map<String, Double> flips) {
    private static final int TIMED = 2000;

    RouterReport {
        evaluations = List.copyOf(evaluations);
    }

    /** Milliseconds to score a prompt, after a warm-up. */
    static Map<String, Double> decisionMillis(DifficultyModel model, List<Row> rows) {
        List<String> prompts = rows.stream().limit(TIMED).map(Row::prompt).toList();
        prompts.forEach(model::score);
        double[] millis =
                prompts.stream()
                        .mapToDouble(prompt -> {
                            long start = System.nanoTime();
                            model.score(prompt);
                            return (System.nanoTime() - start) / 1e6;
                        })
                        .sorted()
                        .toArray();
        Map<String, Double> percentiles = new LinkedHashMap<>();
        percentiles.put("p50", millis[millis.length / 2]);
        percentiles.put("p99", millis[millis.length * 99 / 100]);
        return percentiles;
    }

    Report report() {
        Table areas =
                Table.of(
                        "rows of",
                        "rows",
                        "APGR",
                        "95%",
                        "CPT50",
                        "CPT80",
                        "length",
                        "TF-IDF",
                        "over TF-IDF",
                        "TF-IDF/10",
                        "over it",
                        "shipped",
                        "oracle",
                        "ECE");
        Map<String, Object> all = new LinkedHashMap<>();
        for (RouterEvaluation of : evaluations) {
            areas =
                    areas.with(
                            of.name(),
                            of.rows(),
                            number(of.learned().apgr()),
                            range(of.interval()),
                            number(of.learned().cpt50()),
                            number(of.learned().cpt80()),
                            floor(of, "length"),
                            floor(of, "tfidf"),
                            range(interval(of, "tfidf")),
                            floor(of, "tfidf_strong"),
                            range(interval(of, "tfidf_strong")),
                            number(of.shipped().apgr()),
                            number(of.oracle().apgr()),
                            number(of.calibrationError()));
            all.put(of.name(), json(of));
        }
        return new Report(
                "Routing by difficulty: quality recovered against the share of strong calls",
                List.of(areas, flipped()),
                List.of(
                        "APGR, CPT: "
                                + how
                                + ". RouteLLM's best: mmlu .603, gsm8k .622 (other rows).",
                        "TF-IDF: words and pairs with ridge, penalty 1; TF-IDF/10: penalty 10. over:"
                                + " 95% of the paired differences.",
                        "shipped: the model that comes with Strata; a quarter of the public prompts is"
                                + " among its training rows.",
                        "ECE: foretold against real gain, ten bins of equal size.",
                        "A score takes %.3f ms (p50), %.3f ms (p99)."
                                .formatted(decisionMillis.get("p50"), decisionMillis.get("p99"))),
                evaluations.size() == 1 ? json(evaluations.getFirst()) : all);
    }

    private Table flipped() {
        Table table = Table.of("change of the prompts", "routes that flip at half strong calls");
        for (var flip : flips.entrySet()) {
            table = table.with(flip.getKey(), "%.1f%%".formatted(100 * flip.getValue()));
        }
        return table;
    }

    private Map<String, Object> json(RouterEvaluation of) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("rows", of.rows());
        json.putAll(json(of.learned()));
        json.put("apgr_ci", List.of(of.interval().low(), of.interval().high()));
        json.put("ece", of.calibrationError());
        Map<String, Object> floors = new LinkedHashMap<>();
        Map<String, Object> above = new LinkedHashMap<>();
        for (String name : List.of("random", "length", "tfidf", "tfidf_strong")) {
            floors.put(name, json(of.floors().get(name)));
            above.put(name, List.of(interval(of, name).low(), interval(of, name).high()));
        }
        json.put("floors", floors);
        json.put("above_floor_ci", above);
        json.put("shipped", json(of.shipped()));
        json.put("oracle", json(of.oracle()));
        json.put("decision_ms", decisionMillis);
        json.put("flipped", flips);
        return json;
    }

    private static Map<String, Object> json(@org.jspecify.annotations.Nullable Curve curve) {
        Map<String, Object> json = new LinkedHashMap<>();
        if (curve != null) {
            json.put("apgr", curve.apgr());
            json.put("cpt50", curve.cpt50());
            json.put("cpt80", curve.cpt80());
        }
        return json;
    }

    private static String floor(RouterEvaluation of, String name) {
        return number(java.util.Objects.requireNonNull(of.floors().get(name)).apgr());
    }

    private static Interval interval(RouterEvaluation of, String name) {
        return java.util.Objects.requireNonNull(of.above().get(name));
    }

    private static String range(Interval interval) {
        return number(interval.low()) + ".." + number(interval.high());
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
