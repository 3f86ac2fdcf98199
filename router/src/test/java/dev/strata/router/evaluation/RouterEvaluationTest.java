package dev.strata.router.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.router.difficulty.DifficultyModel;
import dev.strata.router.difficulty.DifficultyTrainer;
import dev.strata.router.difficulty.Groups;
import dev.strata.router.evaluation.RouterEvaluation.Folds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RouterEvaluationTest {

    /** Two of four rows gain: perfect order recovers all of it with half of the calls. */
    @Test
    void of_perfectScore_recoversGapFirst() {
        List<Row> rows =
                List.of(
                        new Row("a", "p", 0, 1),
                        new Row("b", "p", 0, 1),
                        new Row("c", "p", 1, 1),
                        new Row("d", "p", 0, 0));

        Curve best = Curve.of(rows, new double[] {4, 3, 2, 1});
        Curve worst = Curve.of(rows, new double[] {1, 2, 3, 4});

        assertEquals(.75, best.apgr(), 1e-12);
        assertEquals(.25, best.cpt50(), 1e-12);
        assertEquals(.5, best.cpt80(), 1e-12);
        assertEquals(.25, worst.apgr(), 1e-12);
        assertEquals(.75, worst.cpt50(), 1e-12);
        assertEquals(1, worst.cpt80(), 1e-12);
    }

    @Test
    void folds_likePrompts_areNeverDivided() {
        List<String> prompts = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            prompts.add(
                    "How many apples does the farmer with " + i + " trees sell in " + i + " days?");
            prompts.add(
                    "Topic " + "abcdefghij".charAt(i % 10) + i + " is described by word" + i * 7);
        }

        int[] folds = Groups.folds(prompts, 5);

        for (int i = 2; i < prompts.size(); i += 2) {
            assertEquals(folds[0], folds[i]);
        }
        assertTrue(java.util.Arrays.stream(folds).distinct().count() > 2);
        assertNotEquals(-1, folds[1]);
    }

    @Test
    void of_learnableRows_beatsRandom() {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            boolean isHard = i % 2 == 0;
            String word = "w" + Integer.toString(i * 7919, 36);
            String prompt = (isHard ? word + " derive the " : word + " greet the ") + "x" + i * 31;
            rows.add(new Row("id" + i, prompt, isHard ? 0 : 1, 1));
        }

        RouterEvaluation evaluation =
                RouterEvaluation.crossValidated(
                        new RowSet("rows", rows), Folds.GROUPED, DifficultyModel.bundled());

        assertTrue(evaluation.learned().apgr() > .7, evaluation.toString());
        assertTrue(evaluation.learned().apgr() <= evaluation.oracle().apgr() + 1e-9);
        double random = evaluation.floors().get("random").apgr();
        assertTrue(Math.abs(random - .5) < .1, evaluation.toString());
        assertTrue(evaluation.above().get("random").low() > 0, evaluation.toString());
        assertTrue(evaluation.interval().low() <= evaluation.learned().apgr());
        assertTrue(evaluation.calibrationError() < .3, evaluation.toString());
    }

    @Test
    void flips_scoreThatHearsNoCase_neverFlipsByCasing() {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            rows.add(new Row("r" + i, (i % 2 == 0 ? "derive " : "greet ") + i * 7919, i % 2, 1));
        }
        DifficultyModel model =
                DifficultyTrainer.train(RouterEvaluation.examples(rows), java.util.Map.of());

        var flips = Robustness.flips(model, rows);

        assertEquals(0, flips.get("casing"));
        assertEquals(java.util.Set.of("typos", "casing", "padding", "prefix"), flips.keySet());
        assertNotEquals("derive the theorem", Robustness.misspelt("derive the theorem ".repeat(9)));
    }

    @Test
    void error_foretoldExactly_isZero() {
        double[] real = {0, 1, 0, 1, 1, 0, 1, 0, 1, 0};

        assertEquals(0, RouterEvaluation.error(real, real), 1e-12);
        assertEquals(.5, RouterEvaluation.error(new double[10], real), 1e-12);
    }

    @Test
    void read_wrongLine_namesFieldAndLine(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("rows.jsonl");
        Files.writeString(file, "{\"id\":\"1\",\"prompt\":\"p\",\"weak\":0,\"strong\":7}\n");

        IllegalArgumentException error =
                assertThrows(
                        IllegalArgumentException.class, () -> Row.read(file, "weak", "strong"));

        assertTrue(error.getMessage().contains("'strong'"), error.getMessage());
        assertTrue(error.getMessage().contains("line 1"), error.getMessage());
        Files.writeString(file, "{not json");
        assertThrows(IllegalArgumentException.class, () -> Row.read(file, "weak", "strong"));
    }

    @Test
    void seeds_areOfBothLanguagesAndAllGrades() {
        List<Double> grades =
                ShippedModel.seeds().stream().map(e -> e.hardness()).distinct().toList();

        assertEquals(3, grades.size());
        assertTrue(ShippedModel.seeds().size() > 150);
    }
}
