package dev.strata.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.cli.bench.HandoverTrial.Answer;
import dev.strata.cli.bench.HandoverTrial.Outcome;
import dev.strata.cli.bench.RepeatTrial.Likeness;
import dev.strata.engine.Engine;
import dev.strata.engine.EngineConfig;
import dev.strata.engine.GenerationEvent.Drafts;
import dev.strata.engine.LanguageModel;
import dev.strata.engine.ModelConfig;
import dev.strata.engine.tiny.TinyModel;
import dev.strata.engine.tiny.TinySpec;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BenchHandoverTest {
    private static final String QUESTION = "What is a hash table?";

    @TempDir Path folder;

    private LanguageModel tiny(Engine engine, String name, TinySpec spec) {
        Path gguf = folder.resolve(name + ".gguf");
        TinyModel.write(gguf, spec);
        return engine.open(ModelConfig.of(name, gguf, folder, 1), _ -> {});
    }

    @Test
    void run_ofOneModelTwice_acceptsAllAndAnswersTheSame() {
        TinySpec spec = TinySpec.standard().withContext(512);
        try (Engine engine = Engine.start(EngineConfig.under(folder));
                LanguageModel lower = tiny(engine, "lower", spec);
                LanguageModel upper = tiny(engine, "upper", spec)) {
            HandoverTrial trial = new HandoverTrial(lower, upper, 32);

            Outcome first = trial.run(QUESTION, 8);
            Outcome second = trial.run(QUESTION, 8);

            assertTrue(first.given() > 0 && first.given() <= 8, "" + first.given());
            assertEquals(first.given(), first.verified().accepted());
            assertEquals(Likeness.EQUAL, first.likeness());
            assertEquals(0, first.without().drafts().accepted());
            HandoverFigures figures = new HandoverFigures(8, List.of(first, second));
            assertEquals(1, figures.acceptedShare());
            assertTrue(figures.json().get("ratio") instanceof Double ratio && ratio > 0);
        }
    }

    @Test
    void run_ofAnotherModel_rejectsAndAnswersAsWithout() {
        try (Engine engine = Engine.start(EngineConfig.under(folder));
                LanguageModel lower =
                        tiny(engine, "lower", TinySpec.standard().withContext(512).withSeed(7));
                LanguageModel upper =
                        tiny(engine, "upper", TinySpec.standard().withContext(512).withSeed(8))) {
            Outcome outcome = new HandoverTrial(lower, upper, 24).run(QUESTION, 8);

            assertTrue(outcome.verified().accepted() < outcome.given(), "" + outcome.verified());
            assertTrue(outcome.likeness() != Likeness.DIFFERENT, "" + outcome.likeness());
        }
    }

    @Test
    void json_ofOutcomes_tellsBothSharesAndBothTimes() {
        Answer slow = new Answer(List.of(), 100, 400, Drafts.NONE);
        Answer quick = new Answer(List.of(), 120, 200, Drafts.NONE);
        HandoverFigures figures =
                new HandoverFigures(
                        10,
                        List.of(
                                new Outcome(
                                        10, new Drafts(6, 2, 0, 0), slow, quick, Likeness.EQUAL),
                                new Outcome(
                                        10,
                                        new Drafts(0, 4, 0, 0),
                                        slow,
                                        slow,
                                        Likeness.NEAR_TIE)));

        assertEquals(.3, figures.acceptedShare(), 1e-9);
        assertEquals(6. / 14, figures.rejoinedShare(), 1e-9);
        Map<String, Object> json = figures.json();
        assertEquals(Map.of("without", 400., "with", 300.), json.get("answer_ms"));
        assertEquals(1, json.get("equal_answers"));
        StringWriter out = new StringWriter();
        BenchHandoverCommand.report(List.of("v2", "v3"), List.of(figures))
                .print(new PrintWriter(out), false);
        assertTrue(out.toString().contains("0.300"), out.toString());
    }

    @Test
    void handover_wrongArguments_areRefused() {
        StringWriter err = new StringWriter();
        CommandLine command =
                new CommandLine(new BenchHandoverCommand()).setErr(new PrintWriter(err));

        assertEquals(2, command.execute("--models", "v3"));
        assertTrue(err.toString().contains("got [v3]"), err.toString());
        assertEquals(2, command.execute("--after", "0"));
        assertTrue(err.toString().contains("at least 1"), err.toString());
    }

    @Test
    void of_modelsWithOtherTokenizers_namesBoth() {
        TinySpec spec = TinySpec.standard().withContext(512);
        try (Engine engine = Engine.start(EngineConfig.under(folder));
                LanguageModel lower = tiny(engine, "lower", spec);
                LanguageModel upper = tiny(engine, "upper", spec.withArchitecture("qwen2"))) {
            var error =
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> new HandoverTrial(lower, upper, 8));
            assertTrue(error.getMessage().contains("expected one tokenizer"), error.getMessage());
        }
    }
}
