package dev.strata.feed;

import dev.strata.feed.build.Zone;
import dev.strata.feed.dataset.DatasetFolder;
import dev.strata.feed.dataset.DatasetJson;
import dev.strata.feed.decay.Decay;
import dev.strata.feed.decay.EvaluationMonth;
import dev.strata.feed.error.FeedException;
import dev.strata.feed.error.FeedException.Code;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Compares a month's evaluation with those of the twelve months before it. */
@Command(
        name = "decay",
        mixinStandardHelpOptions = true,
        description = {
            "Says how much of their quality models lose in a year, by one evaluation a month.",
            "An evaluation is EVALUATIONS/<month>.jsonl, lines of id, model and score (0 to 1), as"
                    + " 'eval cascade --scores' writes them. Exit 0; 8 where a model surely decays"
                    + " faster than --limit."
        })
final class DecayCommand implements Callable<Integer> {
    private static final int WINDOW = 12;
    private static final int BEYOND = 8;

    @Option(
            names = "--evaluations",
            required = true,
            description = "Folder of the months' evaluations.")
    private Path evaluations;

    @Option(names = "--month", description = "Default: the last that there is an evaluation of.")
    private @Nullable String month;

    @Option(
            names = "--out",
            description =
                    "Folder of all datasets: each month that was built since the first evaluation must have one.")
    private @Nullable Path out;

    @Option(
            names = "--limit",
            defaultValue = "5",
            description = "Most percent a year. Default ${DEFAULT-VALUE}.")
    private double limit;

    @Option(
            names = "--skip-missing",
            description = "Goes on without months that were not evaluated.")
    private boolean skipMissing;

    @Option(names = "--json", description = "One JSON object on standard output.")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        YearMonth last = month == null ? latest() : parsed(month);
        List<EvaluationMonth> window = window(last);
        List<Decay> decays = new ArrayList<>();
        for (String model : Decay.models(window)) {
            Decay.of(model, window).ifPresent(decays::add);
        }
        if (decays.isEmpty()) {
            throw new FeedException(
                    Code.BAD_INPUT,
                    "evaluations of %s to %s share no question: expected a set that stays, asked of the same models each month; evaluate them again on one set"
                            .formatted(window.getFirst().month(), last));
        }
        print(last, window.size(), decays);
        return decays.stream().anyMatch(d -> d.against(limit) == Decay.Verdict.BEYOND) ? BEYOND : 0;
    }

    /** The evaluations of the month and of the twelve before it. */
    private List<EvaluationMonth> window(YearMonth last) {
        List<EvaluationMonth> window = new ArrayList<>();
        TreeSet<YearMonth> missing = new TreeSet<>();
        TreeSet<YearMonth> built = built();
        for (int back = WINDOW; back >= 0; back--) {
            YearMonth one = last.minusMonths(back);
            EvaluationMonth.find(evaluations, one)
                    .ifPresentOrElse(
                            window::add,
                            () -> {
                                if (!window.isEmpty() || built.contains(one)) {
                                    missing.add(one);
                                }
                            });
        }
        boolean isThere = !window.isEmpty() && window.getLast().month().equals(last);
        if (!isThere || (!missing.isEmpty() && !skipMissing)) {
            throw new FeedException(
                    Code.BAD_INPUT,
                    "months %s have no evaluation: expected '%s/<month>.jsonl' of each, got none; evaluate them%s"
                            .formatted(
                                    missing.isEmpty() ? "[" + last + "]" : missing,
                                    evaluations,
                                    isThere ? ", or pass --skip-missing" : ""));
        }
        if (window.size() < 2) {
            throw new FeedException(
                    Code.BAD_INPUT,
                    "month '%s' has nothing to be compared with: expected an evaluation of one of the %d months before it, got none; come again next month"
                            .formatted(last, WINDOW));
        }
        return window;
    }

    private TreeSet<YearMonth> built() {
        TreeSet<YearMonth> built = new TreeSet<>();
        if (out != null) {
            for (Zone zone : Zone.values()) {
                DatasetFolder.months(out, zone).forEach(name -> built.add(YearMonth.parse(name)));
            }
        }
        return built;
    }

    private YearMonth latest() {
        String[] names =
                evaluations.toFile().list((_, name) -> name.matches("\\d{4}-\\d{2}\\.jsonl"));
        if (names == null || names.length == 0) {
            throw new FeedException(
                    Code.BAD_INPUT,
                    "folder '%s' holds no evaluation: expected files named like 2026-10.jsonl, got none; correct --evaluations"
                            .formatted(evaluations));
        }
        return parsed(List.of(names).stream().max(String::compareTo).orElseThrow().substring(0, 7));
    }

    private static YearMonth parsed(String text) {
        return YearMonth.parse(MonthName.of(text, Instant.now()));
    }

    private void print(YearMonth last, int months, List<Decay> decays) {
        PrintWriter print = spec.commandLine().getOut();
        if (json) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("month", last.toString());
            object.put("months", months);
            object.put("limit_percent", limit);
            object.put("models", decays.stream().map(this::object).toList());
            print.println(DatasetJson.line(object));
        } else {
            print.printf("%s against the evaluations before it, %d months in all%n", last, months);
            print.printf(
                    "%-12s %9s %7s %7s %16s  %-16s %s%n",
                    "model",
                    "questions",
                    "first",
                    "now",
                    "percent a year",
                    "95%",
                    "limit " + limit);
            for (Decay decay : decays) {
                print.printf(
                        "%-12s %9d %7.3f %7.3f %16.1f  %-16s %s%n",
                        decay.model(),
                        decay.questions(),
                        first(decay),
                        now(decay),
                        decay.yearlyPercent(),
                        "%.1f..%.1f".formatted(decay.interval().low(), decay.interval().high()),
                        word(decay));
            }
        }
        print.flush();
    }

    private Map<String, Object> object(Decay decay) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("model", decay.model());
        object.put("questions", decay.questions());
        object.put("first", first(decay));
        object.put("now", now(decay));
        object.put("yearly_decay_percent", decay.yearlyPercent());
        object.put("low", decay.interval().low());
        object.put("high", decay.interval().high());
        object.put("verdict", word(decay));
        return object;
    }

    private static double first(Decay decay) {
        return decay.means().firstEntry().getValue();
    }

    private static double now(Decay decay) {
        return decay.means().lastEntry().getValue();
    }

    private String word(Decay decay) {
        return decay.against(limit).name().toLowerCase(Locale.ROOT);
    }
}
