package dev.strata.cli.eval;

import dev.strata.cli.engine.EngineChoice;
import dev.strata.cli.home.Home;
import dev.strata.engine.Device;
import dev.strata.engine.Engine;
import dev.strata.engine.LanguageModel;
import dev.strata.engine.ModelConfig;
import dev.strata.models.Catalogue;
import dev.strata.router.cascade.FittedCalibration;
import dev.strata.router.evaluation.AnswerBook;
import dev.strata.router.evaluation.Asked;
import dev.strata.router.evaluation.Asked.Tier;
import dev.strata.router.evaluation.CascadeEvaluation;
import dev.strata.router.evaluation.Grade;
import dev.strata.router.evaluation.Question;
import dev.strata.router.evaluation.Question.Check;
import dev.strata.router.policy.Policy;
import dev.strata.router.policy.PriceList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Asks the mesh's own models checkable questions and measures the cascade on their answers. */
@Command(
        name = "cascade",
        description = "Measures the cascade on the mesh's own models' answers.",
        footerHeading = "%nQuestions are JSON objects, one a line:%n",
        footer = {
            "  id, kind, prompt, answer, check: letter, number, contains or python",
            "Within each kind every second question, by id, tunes; the others are reported. Answers are",
            "kept as they come: a run that was cut goes on, a finished one is measured again in seconds."
        },
        mixinStandardHelpOptions = true)
final class EvalCascadeCommand implements Callable<Integer> {
    private static final List<String> LADDER = List.of("v1", "v2", "v3");
    private static final String PRECISION = "exact";
    private static final int AT_ONCE = 8;
    private static final int BLOCK = 42;
    private static final int QUEUE = 64;
    private static final int CONTEXT = 2048;
    private static final long KV_BYTES = 1L << 30;

    @Option(
            names = "--questions",
            paramLabel = "FILE",
            required = true,
            description = "The questions.")
    private Path questions;

    @Option(
            names = "--answers",
            paramLabel = "FILE",
            description =
                    "Where answers are kept (default: answers.jsonl beside the models); .gz is only"
                            + " read.")
    private @Nullable Path answers;

    @Option(
            names = "--offline",
            description = "Asks nothing: measures the questions whose answers are all kept.")
    private boolean offline;

    @Option(
            names = "--write",
            paramLabel = "FILE",
            description = "Writes the calibration that the tuning half taught.")
    private @Nullable Path written;

    @Option(
            names = "--scores",
            paramLabel = "FILE",
            description =
                    "Writes how well each tier, and the mesh, answered each question, for `feed decay`:"
                            + " EVALUATIONS/<month>.jsonl.")
    private @Nullable Path scores;

    @Mixin private EngineChoice choice;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Home home = Home.ofEnvironment();
        Path kept = answers != null ? answers : home.models().resolve("answers.jsonl");
        if (offline && !Files.exists(kept)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "answers '%s' are missing: expected those of an earlier run; leave out --offline to ask"
                            .formatted(kept));
        }
        List<Question> all = Question.read(questions);
        AnswerBook book = AnswerBook.open(kept);
        if (!offline) {
            ask(Question.byTurns(all), book);
        }
        PythonGrader python = PythonGrader.here();
        List<Tier> tiers =
                LADDER.stream().map(name -> new Tier(name, sha256(name), PRECISION)).toList();
        List<Asked> asked = Asked.of(all, book, tiers, (q, text) -> isRight(q, text, python));
        CascadeEvaluation of =
                CascadeEvaluation.of(
                        asked, all, PriceList.bundled(), Policy.bundled().difficulty());
        choice.print(new CascadeReport(of, python.isIsolated()).report());
        if (written != null) {
            Files.writeString(
                    written, FittedCalibration.text(facts(of), of.point().calibrations()));
        }
        if (scores != null) {
            Files.writeString(scores, MonthScores.lines(asked, of));
        }
        return 0;
    }

    private static String sha256(String name) {
        return Catalogue.bundled().require(name).sha256();
    }

    private static boolean isRight(Question question, String text, PythonGrader python) {
        return question.check() == Check.PYTHON
                ? python.isRight(question, text)
                : Grade.isRight(question, text);
    }

    private static List<String> facts(CascadeEvaluation of) {
        List<String> facts = new ArrayList<>();
        facts.add(
                "How the default models' own confidence maps to the probability that they are right.");
        facts.add("Written by `eval cascade --write`: weights and thresholds of the tuning half");
        facts.add(
                "(%d questions that all tiers had answered), the engine's own answers; then, on the %d of the"
                                .formatted(of.tuned(), of.rows().size())
                        + " reporting half:");
        of.point()
                .calibrations()
                .forEach(c -> facts.add(c.model().tier() + " " + c.judge().words()));
        of.confidence()
                .forEach(c ->
                        facts.add(
                                "%s AUC %.3f, within kinds %.3f, calibration error %.3f"
                                        .formatted(
                                                c.tier(),
                                                c.auc(),
                                                c.macroAuc(),
                                                c.calibrationError())));
        return facts;
    }

    private void ask(List<Question> ordered, AnswerBook book) {
        List<String> models = choice.models();
        try (Engine engine = choice.start()) {
            List<Asking> asking =
                    models.stream()
                            .map(name -> new Asking(open(engine, name), book, 2 * AT_ONCE))
                            .toList();
            for (int from = 0; from < ordered.size(); from += BLOCK) {
                int to = Math.min(ordered.size(), from + BLOCK);
                List<Question> block = ordered.subList(from, to);
                for (int tier = 0; tier < asking.size(); tier++) {
                    asking.get(tier).ask(block);
                    if (!models.get(tier).equals(LADDER.getLast())) {
                        asking.get(tier).ask(asking.get(tier).inDoubt(block));
                    }
                }
                choice.err().printf("%d of %d questions are answered%n", to, ordered.size());
            }
        }
    }

    private LanguageModel open(Engine engine, String name) {
        ModelConfig config = choice.model(name);
        return engine.open(
                new ModelConfig(
                        name,
                        config.gguf(),
                        config.cacheRoot(),
                        config.threads(),
                        CONTEXT,
                        QUEUE,
                        AT_ONCE,
                        KV_BYTES,
                        Device.CPU),
                _ -> {});
    }
}
