package dev.strata.router.evaluation;

import dev.strata.router.difficulty.DifficultyModel;
import dev.strata.router.difficulty.DifficultyTrainer;
import dev.strata.router.difficulty.DifficultyTrainer.Example;
import dev.strata.router.settings.SettingsText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Trains the model that comes with Strata.
 *
 * <p>It learns from everyday prompts graded by hand and from a share of the public rows. It never
 * sees {@code mix.jsonl}, on which the cascade is tuned and measured. A public row's weak model is
 * far above tier V2: where it failed the row is hard, else it is hard to the extent that V2 failed
 * on rows of that sort.
 */
public final class ShippedModel {
    private static final double EASY = .06;
    private static final double MIDDLE = .5;
    private static final double HARD = .94;
    private static final double SEED_WEIGHT = 6;
    private static final double PUBLIC_WEIGHT = .5;
    private static final int PUBLIC_SHARE = 4;

    private ShippedModel() {}

    /** Trains it from the files in {@code folder}. */
    public static DifficultyModel train(Path folder) {
        List<Example> examples = examples(folder);
        return DifficultyTrainer.train(examples, facts(examples));
    }

    static List<Example> examples(Path folder) {
        List<Example> examples = new ArrayList<>(seeds());
        addPublic(examples, Row.read(folder.resolve("mmlu.jsonl"), "weak", "strong"), .45);
        addPublic(examples, Row.read(folder.resolve("gsm8k.jsonl"), "weak", "strong"), .2);
        addPublic(examples, Row.read(folder.resolve("three-tier.jsonl"), "v1", "v3"), .45);
        return examples;
    }

    /** The prompts graded by hand. */
    static List<Example> seeds() {
        List<Example> seeds = new ArrayList<>();
        for (String[] seed : table("seeds.tsv")) {
            double hardness =
                    switch (seed[0]) {
                        case "easy" -> EASY;
                        case "middle" -> MIDDLE;
                        default -> HARD;
                    };
            seeds.add(new Example(seed[1].replace("\\n", "\n"), hardness, SEED_WEIGHT));
        }
        return seeds;
    }

    private static void addPublic(List<Example> examples, List<Row> rows, double rightShare) {
        for (Row row : rows) {
            if (Integer.parseInt(row.id().substring(0, 4), 16) % PUBLIC_SHARE == 0) {
                double hardness = 1 - row.weak() * rightShare;
                examples.add(new Example(row.prompt(), hardness, PUBLIC_WEIGHT));
            }
        }
    }

    /** SHA-256 (hex) of rows to learn from. */
    public static String hash(List<Example> examples) {
        StringBuilder all = new StringBuilder();
        for (Example example : examples) {
            all.append(example).append('\n');
        }
        return SettingsText.sha256(all.toString());
    }

    private static Map<String, String> facts(List<Example> examples) {
        double squares = 0;
        List<Example> seeds = seeds();
        DifficultyModel withoutSeeds =
                DifficultyTrainer.train(examples.subList(seeds.size(), examples.size()), Map.of());
        for (Example seed : seeds) {
            double error = withoutSeeds.score(seed.prompt()) - seed.hardness();
            squares += error * error / seeds.size();
        }
        Map<String, String> facts = new TreeMap<>();
        facts.put("data-sha256", hash(examples));
        facts.put("rows", Integer.toString(examples.size()));
        facts.put("seed-rmse-unseen", String.format(Locale.ROOT, "%.4f", Math.sqrt(squares)));
        return facts;
    }

    private static List<String[]> table(String name) {
        List<String[]> rows = new ArrayList<>();
        String text = SettingsText.bundled(DifficultyModel.class, name).text();
        for (String line : text.split("\n", -1)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                rows.add(line.split("\t", -1));
            }
        }
        return rows;
    }
}
