package dev.strata.router.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strata.router.difficulty.DifficultyModel;
import dev.strata.router.difficulty.DifficultyTrainer;
import dev.strata.router.difficulty.DifficultyTrainer.Example;
import dev.strata.router.settings.SettingsText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Trains the model that comes with Strata.
 *
 * <p>It learns from everyday prompts graded by hand, from which of the default tiers answered the
 * tuning half of {@code mix.jsonl} rightly, and from a share of the public rows. A public row's
 * weak model is far above tier V2: where it failed the row is hard, else it is hard to the extent
 * that V2 failed on rows of that sort.
 */
public final class ShippedModel {
    private static final double EASY = .06;
    private static final double MIDDLE = .5;
    private static final double HARD = .94;
    private static final double SEED_WEIGHT = 6;
    private static final double MIX_WEIGHT = 3;
    private static final double PUBLIC_WEIGHT = .5;
    private static final int PUBLIC_SHARE = 4;
    private static final int FOLDS = 5;

    private ShippedModel() {}

    /** Trains it from the files in {@code folder}. */
    public static DifficultyModel train(Path folder) {
        List<Example> examples = examples(folder);
        return DifficultyTrainer.usual().train(examples, facts(examples));
    }

    static List<Example> examples(Path folder) {
        List<Example> examples = new ArrayList<>(seeds());
        examples.addAll(mix(folder.resolve("mix.jsonl")));
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

    /**
     * The difficulty of each tuning row of {@code mix.jsonl} by its id, each by a model that has
     * seen neither the row nor its like; calibration is fitted with these.
     */
    public static Map<String, Double> unseenDifficulty(Path folder) {
        List<Example> all = examples(folder);
        int start = seeds().size();
        List<String[]> outcomes = table("mix-outcomes.tsv");
        List<Example> mixed = all.subList(start, start + outcomes.size());
        int[] folds = Groups.folds(mixed.stream().map(Example::prompt).toList(), FOLDS);
        Map<String, Double> difficulty = new HashMap<>();
        for (int fold = 0; fold < FOLDS; fold++) {
            List<Example> seen = new ArrayList<>(all);
            for (int i = folds.length - 1; i >= 0; i--) {
                if (folds[i] == fold) {
                    seen.remove(start + i);
                }
            }
            DifficultyModel model = DifficultyTrainer.usual().train(seen, Map.of());
            for (int i = 0; i < folds.length; i++) {
                if (folds[i] == fold) {
                    difficulty.put(outcomes.get(i)[0], model.score(mixed.get(i).prompt()));
                }
            }
        }
        return difficulty;
    }

    private static List<Example> mix(Path file) {
        Map<String, String> prompts = new HashMap<>();
        for (JsonNode line : Row.lines(file)) {
            prompts.put(line.path("id").asText(), line.path("prompt").asText());
        }
        List<Example> examples = new ArrayList<>();
        for (String[] outcome : table("mix-outcomes.tsv")) {
            String prompt = prompts.get(outcome[0]);
            if (prompt == null) {
                throw new IllegalArgumentException(
                        "rows '%s' are not those of the outcomes: expected id %s; use the rows that the outcomes were measured on"
                                .formatted(file, outcome[0]));
            }
            double hardness =
                    outcome[1].equals("1") ? EASY : outcome[2].equals("1") ? MIDDLE : HARD;
            examples.add(new Example(prompt, hardness, MIX_WEIGHT));
        }
        return examples;
    }

    private static void addPublic(List<Example> examples, List<Row> rows, double rightShare) {
        for (Row row : rows) {
            if (Integer.parseInt(row.id().substring(0, 4), 16) % PUBLIC_SHARE == 0) {
                double hardness = 1 - row.weak() * rightShare;
                examples.add(new Example(row.prompt(), hardness, PUBLIC_WEIGHT));
            }
        }
    }

    private static Map<String, String> facts(List<Example> examples) {
        StringBuilder all = new StringBuilder();
        double squares = 0;
        List<Example> seeds = seeds();
        DifficultyModel withoutSeeds =
                DifficultyTrainer.usual()
                        .train(examples.subList(seeds.size(), examples.size()), Map.of());
        for (Example example : examples) {
            all.append(example).append('\n');
        }
        for (Example seed : seeds) {
            double error = withoutSeeds.score(seed.prompt()) - seed.hardness();
            squares += error * error / seeds.size();
        }
        Map<String, String> facts = new TreeMap<>();
        facts.put("data-sha256", SettingsText.sha256(all.toString()));
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
