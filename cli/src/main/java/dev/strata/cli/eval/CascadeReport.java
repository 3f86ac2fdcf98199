package dev.strata.cli.eval;

import dev.strata.cli.report.Report;
import dev.strata.cli.report.Table;
import dev.strata.router.evaluation.CascadeEvaluation;
import dev.strata.router.evaluation.ConfidenceFigures;
import dev.strata.router.evaluation.Resampling.Interval;
import dev.strata.router.evaluation.Strategy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What {@code eval cascade} prints. */
record CascadeReport(CascadeEvaluation of, boolean isPythonIsolated) {
    private static final double SATURATED = .01;

    Report report() {
        Map<String, Object> json = new LinkedHashMap<>();
        Table strategies =
                Table.of(
                        "strategy",
                        "accuracy",
                        "95%",
                        "of v3's, 95%",
                        "cost",
                        "of v3's",
                        "tokens",
                        "seconds",
                        "GFLOPs",
                        "right/TFLOP");
        for (String name : of.names()) {
            Strategy strategy = of.strategy(name);
            Interval over = of.accuracyOverDearest(name);
            strategies =
                    strategies.with(
                            name,
                            three(strategy.accuracy()),
                            range(strategy.accuracyInterval()),
                            range(over),
                            two(strategy.meanCost()),
                            three(1 - strategy.saving(of.dearest())),
                            one(strategy.meanTokens()),
                            two(strategy.meanSeconds()),
                            one(strategy.meanGflops()),
                            two(1000 * strategy.accuracy() / strategy.meanGflops()));
            Map<String, Object> object = json(strategy, of.dearest());
            object.put("accuracy_ci", list(strategy.accuracyInterval()));
            object.put("accuracy_of_v3_ci", list(over));
            object.put("by_kind", kinds(strategy));
            json.put(name, object);
        }
        json.put("rows", of.rows().size());
        json.put("tuned_on", of.tuned());
        json.put("marginal", marginal());
        json.put("confidence", of.confidence().stream().map(CascadeReport::json).toList());
        json.put("saving_over_fixed_ci", list(of.savingOverFixed()));
        json.put("simple_share_of_oracle", of.simpleShareOfOracle().orElse(null));
        json.put("simple_share_for_35", of.simpleShareForSaving().orElse(null));
        json.put("begin_from", beginFrom());
        json.put("calibration", mappings());
        json.put("easy_below", of.point().bands().easyBelow());
        json.put("hard_from", of.point().bands().hardFrom());
        return new Report(
                "The cascade on the mesh's own answers: %d questions reported, %d tuned on"
                        .formatted(of.rows().size(), of.tuned()),
                List.of(strategies, byKind(), steps(), confidence()),
                notes(),
                json);
    }

    private static Map<String, Object> json(Strategy strategy, Strategy dearest) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("accuracy", strategy.accuracy());
        json.put("cost", strategy.meanCost());
        json.put("cost_vs_v3", 1 - strategy.saving(dearest));
        json.put("tokens", strategy.meanTokens());
        json.put("seconds", strategy.meanSeconds());
        json.put("gflops", strategy.meanGflops());
        return json;
    }

    private Map<String, Object> kinds(Strategy strategy) {
        Map<String, Object> kinds = new LinkedHashMap<>();
        of.kinds()
                .forEach((kind, which) ->
                        kinds.put(kind, json(strategy.on(which), of.dearest().on(which))));
        return kinds;
    }

    private Table byKind() {
        List<String> names = of.names();
        List<String> head = new ArrayList<>(List.of("kind", "rows"));
        head.addAll(names);
        Table table = Table.of(head.toArray(String[]::new));
        for (var kind : of.kinds().entrySet()) {
            List<Object> cells = new ArrayList<>(List.of(kind.getKey(), kind.getValue().size()));
            for (String name : names) {
                Strategy on = of.strategy(name).on(kind.getValue());
                cells.add(
                        "%s @ %s"
                                .formatted(
                                        two(on.accuracy()),
                                        two(
                                                on.meanCost()
                                                        / of.dearest()
                                                                .on(kind.getValue())
                                                                .meanCost())));
            }
            table = table.with(cells.toArray());
        }
        return table;
    }

    /** What one tier gives over the one below it. */
    record Step(String from, String to, double gain, double gflops, boolean saturated) {}

    private List<Step> marginal() {
        List<Step> steps = new ArrayList<>();
        var tiers = of.rows().getFirst().replies().stream().map(r -> r.tier().name()).toList();
        for (int i = 1; i < tiers.size(); i++) {
            Strategy lower = of.strategy(tiers.get(i - 1));
            Strategy upper = of.strategy(tiers.get(i));
            double gain = upper.accuracy() - lower.accuracy();
            steps.add(
                    new Step(
                            tiers.get(i - 1),
                            tiers.get(i),
                            gain,
                            upper.meanGflops() - lower.meanGflops(),
                            gain < SATURATED));
        }
        return steps;
    }

    private Table steps() {
        Table table = Table.of("step", "gain", "GFLOPs more", "");
        for (Step step : marginal()) {
            table =
                    table.with(
                            step.from() + " to " + step.to(),
                            "%.3f".formatted(step.gain()),
                            "%.1f".formatted(step.gflops()),
                            step.saturated() ? "saturated" : "");
        }
        return table;
    }

    private Table confidence() {
        Table table =
                Table.of(
                        "confidence of",
                        "AUC",
                        "kind's mean",
                        "mean logprob",
                        "macro",
                        "kind unseen",
                        "ECE",
                        "perfect, 95%");
        for (ConfidenceFigures figures : of.confidence()) {
            table =
                    table.with(
                            figures.tier(),
                            three(figures.auc()),
                            three(figures.kindAuc()),
                            three(figures.plainAuc()),
                            three(figures.macroAuc()),
                            three(figures.unseenKindAuc()),
                            three(figures.calibrationError()),
                            range(figures.perfect()));
        }
        return table;
    }

    private static Map<String, Object> json(ConfidenceFigures figures) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("tier", figures.tier());
        json.put("auc", figures.auc());
        json.put("kind_auc", figures.kindAuc());
        json.put("mean_logprob_auc", figures.plainAuc());
        json.put("macro_auc", figures.macroAuc());
        json.put("unseen_kind_auc", figures.unseenKindAuc());
        json.put("ece", figures.calibrationError());
        json.put("perfect_ece", list(figures.perfect()));
        return json;
    }

    private List<String> notes() {
        return List.of(
                "cost: core-seconds of all attempts by the committed prices; seconds: the same with"
                        + " nothing else running; means of a question.",
                "router: V1 below a difficulty of %s, V3 from %s, between them the smallest tier expected to be right (from %s); cascade:"
                                .formatted(
                                        two(of.point().bands().easyBelow()),
                                        two(of.point().bands().hardFrom()),
                                        beginFrom())
                        + " from V1 up; both: from the router's tier up.",
                "confidence: " + mappings() + ".",
                "random: tiers drawn as often as both takes their answers. oracle: the cheapest tier"
                        + " that is right under two orders of the options, V3 where none is.",
                "Saving of both over the best tier for each kind, 95%%: %s of V3's cost; on simple rows %s of the oracle's saving."
                        .formatted(
                                range(of.savingOverFixed()),
                                of.simpleShareOfOracle().map(CascadeReport::three).orElse("none")),
                "35%% is saved from a share of simple requests of %s on."
                        .formatted(
                                of.simpleShareForSaving()
                                        .map(CascadeReport::two)
                                        .orElse("none: never")),
                isPythonIsolated
                        ? "Python ran without network, in a namespace of its own."
                        : "Python ran with sockets refused by the interpreter: no network namespace"
                                + " can be made here.");
    }

    private Map<String, String> beginFrom() {
        Map<String, String> from = new LinkedHashMap<>();
        of.point()
                .calibrations()
                .forEach(
                        fitted -> from.put(fitted.model().tier(), two(fitted.prior().beginFrom())));
        return from;
    }

    private Map<String, String> mappings() {
        Map<String, String> mappings = new LinkedHashMap<>();
        of.point()
                .calibrations()
                .forEach(fitted -> mappings.put(fitted.model().tier(), fitted.judge().words()));
        return mappings;
    }

    private static List<Double> list(Interval interval) {
        return List.of(interval.low(), interval.high());
    }

    private static String range(Interval interval) {
        return three(interval.low()) + ".." + three(interval.high());
    }

    private static String one(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String two(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static String three(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
