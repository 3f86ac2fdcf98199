package dev.strata.cli.bench;

import dev.strata.cli.engine.EngineChoice;
import dev.strata.cli.report.Report;
import dev.strata.cli.report.Table;
import dev.strata.engine.Engine;
import dev.strata.engine.LanguageModel;
import dev.strata.router.evaluation.Question;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures what a larger model gains from verifying what a smaller one answered before it. */
@Command(
        name = "handover",
        description =
                "Measures answers that go up a tier, with and without the lower tier's tokens.",
        mixinStandardHelpOptions = true)
final class BenchHandoverCommand implements Callable<Integer> {
    private static final List<String> QUESTIONS =
            List.of(
                    "Write a Python function that returns the n-th Fibonacci number.",
                    "Write a SQL query that lists the ten customers with the highest turnover of last year.",
                    "Explain in three sentences what a hash table is.",
                    "Write a Java method that reverses the words of a sentence.",
                    "What is the difference between a process and a thread?",
                    "A train leaves at 14:35 and takes 2 hours and 50 minutes. When does it arrive?",
                    "Write a regular expression that matches dates such as 2026-11-22, and explain it.",
                    "List four causes of the industrial revolution.");

    @Option(
            names = "--after",
            paramLabel = "TOKENS",
            split = ",",
            defaultValue = "8,32,64",
            description = "When the lower answer goes up (default: ${DEFAULT-VALUE}).")
    private List<Integer> after;

    @Option(
            names = "--tokens",
            paramLabel = "N",
            defaultValue = "128",
            description = "Most tokens of an answer (default: ${DEFAULT-VALUE}).")
    private int tokens;

    @Option(
            names = "--questions",
            paramLabel = "FILE",
            description = "Asks these, as `eval cascade` reads them, by turns of their kinds.")
    private @Nullable Path questions;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "16",
            description = "Most questions of the file (default: ${DEFAULT-VALUE}).")
    private int count;

    @Mixin private EngineChoice choice;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        List<String> models = choice.models();
        if (models.size() < 2) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--models names too few: expected a lower and an upper one, got %s; name two"
                            .formatted(models));
        }
        if (tokens < 1 || count < 1 || after.stream().anyMatch(n -> n < 1)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--after, --tokens and --count are out of range: expected at least 1; correct them");
        }
        // The two largest: of the usual three the smallest has a tokenizer of its own.
        List<String> two = models.subList(models.size() - 2, models.size());
        try (Engine engine = choice.start();
                LanguageModel lower = engine.open(choice.model(two.getFirst()), _ -> {});
                LanguageModel upper = engine.open(choice.model(two.getLast()), _ -> {})) {
            HandoverTrial trial = new HandoverTrial(lower, upper, tokens);
            choice.print(report(two, measure(trial, asked())));
        }
        return 0;
    }

    private List<String> asked() {
        if (questions == null) {
            return QUESTIONS;
        }
        if (!Files.exists(questions)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "questions '%s' are missing: expected a file of JSON lines; correct --questions"
                            .formatted(questions));
        }
        return Question.byTurns(Question.read(questions)).stream()
                .limit(count)
                .map(Question::prompt)
                .toList();
    }

    private List<HandoverFigures> measure(HandoverTrial trial, List<String> asked) {
        var _ = trial.run(asked.getFirst(), after.getFirst()); // the compiler of a fresh process
        List<HandoverFigures> figures = new ArrayList<>();
        for (int tokensBefore : after) {
            choice.err().printf("handed up after %d tokens%n", tokensBefore);
            figures.add(
                    new HandoverFigures(
                            tokensBefore,
                            asked.stream().map(q -> trial.run(q, tokensBefore)).toList()));
        }
        return figures;
    }

    static Report report(List<String> two, List<HandoverFigures> figures) {
        Table table =
                Table.of(
                        "after",
                        "accepted",
                        "rejoined",
                        "first token, ms",
                        "answer, ms",
                        "with / without",
                        "equal, near tie, different");
        List<Map<String, Object>> objects = new ArrayList<>();
        for (HandoverFigures of : figures) {
            table = table.with(of.cells());
            objects.add(of.json());
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("lower", two.getFirst());
        json.put("upper", two.getLast());
        json.put("handed_up", objects);
        return new Report(
                "Answers that go up from %s to %s".formatted(two.getFirst(), two.getLast()),
                List.of(table),
                List.of(
                        "after: tokens that the lower model had said. accepted: share of these that the upper one",
                        "said too, up to the first rejection; rejoined: share of the rest, after it. Times without,",
                        "with: medians of %d answers, by turns, from the prompt on; nothing is cached."
                                .formatted(figures.getFirst().outcomes().size())),
                json);
    }
}
