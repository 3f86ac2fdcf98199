package dev.strata.router.difficulty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.router.difficulty.DifficultyTrainer.Example;
import dev.strata.router.settings.SettingsException;
import dev.strata.router.settings.SettingsText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DifficultyModelTest {
    private static final DifficultyModel BUNDLED = DifficultyModel.bundled();

    @Test
    void score_anyText_isBetweenNoneAndOne() {
        for (String text :
                List.of(
                        "",
                        " \n\t",
                        "\u200b\u200f",
                        "😀👍🏽",
                        "مرحبا كيف حالك",
                        "\ud800",
                        "a".repeat(1 << 20),
                        "{\"a\": [1,2,3]}".repeat(1000))) {
            double score = BUNDLED.score(text);
            assertTrue(score >= 0 && score <= 1, text.length() + " characters gave " + score);
        }
    }

    /** The same things asked in both languages come out alike. */
    @Test
    void score_chinese_isNotHardForItsLanguage() {
        List<List<String>> pairs =
                List.of(
                        List.of("Good afternoon!", "下午好！"),
                        List.of("What is the capital of Sweden?", "瑞典的首都是哪里？"),
                        List.of("Thank you very much.", "非常感谢。"),
                        List.of("How many months does a year have?", "一年有几个月？"),
                        List.of("Name one animal.", "说一种动物的名字。"));
        double english = 0;
        double chinese = 0;
        for (List<String> pair : pairs) {
            english += BUNDLED.score(pair.get(0)) / pairs.size();
            chinese += BUNDLED.score(pair.get(1)) / pairs.size();
        }

        assertTrue(chinese < english + .1, "english " + english + ", chinese " + chinese);
    }

    @Test
    void text_readBack_isTheSameModel() {
        DifficultyModel again = DifficultyModel.of(new SettingsText("again", BUNDLED.text()));

        assertEquals(BUNDLED.version(), again.version());
        assertEquals(BUNDLED.score("Why is the sky blue?"), again.score("Why is the sky blue?"));
        assertTrue(BUNDLED.facts().containsKey("data-sha256"), BUNDLED.facts().toString());
    }

    @Test
    void of_corruptFile_isRefused() {
        String text = BUNDLED.text();
        for (String broken :
                List.of(
                        "",
                        text.replace("schema=2", "schema=3"),
                        text.replace("dense.words=", "dense.words=x"),
                        text.replace("grams.weights=", "grams.weights=!"),
                        text.replace("grams.rarity=", "grams.rarity=AAAA"),
                        text.replace("tree.0=", "tree.0=999:1 "),
                        text.replace("trees=", "trees=9"),
                        text.substring(0, text.length() - 300))) {
            SettingsException error =
                    assertThrows(
                            SettingsException.class,
                            () -> DifficultyModel.of(new SettingsText("model", broken)));
            assertTrue(error.getMessage().contains("'model'"), error.getMessage());
        }
    }

    @Test
    void train_sameRows_givesTheSameModelThatLearned() {
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            examples.add(new Example("please greet number " + i, 0, 1));
            examples.add(new Example("derive theorem number " + i + " rigorously", 1, 1));
        }

        DifficultyModel model = DifficultyTrainer.train(examples, Map.of("k", "v"));

        assertEquals(
                model.version(), DifficultyTrainer.train(examples, Map.of("k", "v")).version());
        double easy = model.score("please greet number 99");
        double hard = model.score("derive theorem number 99 rigorously");
        assertTrue(easy + .2 < hard, "easy " + easy + ", hard " + hard);
        assertEquals("v", model.facts().get("k"));
    }

    /** A tree learns what no sum of parts says: which of two features counts depends on a third. */
    @Test
    void fit_interaction_isLearnedByTrees() {
        List<float[]> inputs = new ArrayList<>();
        double[] errors = new double[800];
        double[] weights = new double[800];
        for (int i = 0; i < errors.length; i++) {
            float[] row = {i % 2, i / 2 % 2, i % 7};
            inputs.add(row);
            errors[i] = row[0] == row[1] ? 1 : -1;
            weights[i] = 1;
        }

        Trees trees = TreeTrainer.fit(inputs, errors, weights, TreeTrainer.TREES);

        for (int i = 0; i < 4; i++) {
            double sum = trees.sum(inputs.get(i));
            assertTrue(sum * errors[i] > .4, "row " + i + " gave " + sum);
        }
    }

    @Test
    void fit_ridge_isTheSolutionOfItsNormalEquations() {
        List<Ridge.Line> lines =
                List.of(
                        new Ridge.Line(new int[] {0}, new float[] {1}, 3, 1),
                        new Ridge.Line(new int[] {1}, new float[] {2}, 1, 1),
                        new Ridge.Line(new int[] {0, 1}, new float[] {1, 1}, 2, 1));

        float[] weights = Ridge.fit(lines, 2, 1);

        // (X'X + I) w = X'(y - 2), with X'X = [2 1; 1 5] and X'(y - 2) = [1; -2].
        assertEquals(8 / 17.0, weights[0], 1e-4);
        assertEquals(-7 / 17.0, weights[1], 1e-4);
    }

    @Test
    void of_hardnessOutOfRange_isRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Example("p", 1.5, 1));
        assertThrows(IllegalArgumentException.class, () -> new Example("p", .5, 0));
    }
}
