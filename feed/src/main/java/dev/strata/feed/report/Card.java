package dev.strata.feed.report;

import dev.strata.feed.build.Funnel;
import dev.strata.feed.dataset.Manifest;
import dev.strata.feed.shape.Shape;
import java.util.ArrayList;
import java.util.List;

/** {@code README.md} of a dataset: a card whose head tells loaders which file is what. */
public final class Card {
    /** Its name in a dataset. */
    public static final String NAME = "README.md";

    private static final List<String> SPLITS = List.of("train", "validation", "test");

    private Card() {}

    /** The card. */
    public static String of(Manifest manifest) {
        StringBuilder card = new StringBuilder("---\n");
        card.append("pretty_name: Strata feed ").append(manifest.dataset()).append('\n');
        card.append("language: [en, zh]\ntask_categories: [text-generation]\n");
        List<String> names = manifest.files().stream().map(Manifest.FileEntry::path).toList();
        List<String> configs = new ArrayList<>();
        for (Shape shape : Shape.values()) {
            String config = config(shape.label(), names);
            if (!config.isEmpty()) {
                configs.add(config);
            }
        }
        if (!configs.isEmpty()) {
            card.append("configs:\n").append(String.join("", configs));
        }
        card.append("---\n\n# Strata feed, ").append(manifest.dataset()).append("\n\n");
        card.append(
                "Made of the traffic of a Strata mesh, for its %s zone: nothing here may be used in a wider one.\n\n"
                        .formatted(manifest.zone()));
        card.append(
                "Each shape is there as Parquet and as JSON lines with the same rows.\n\n- `sft-*`: conversations (`messages`).\n- `distill-*`: the teacher's answers to what a smaller tier was unsure of (`prompt`, `completion`).\n- `preference-*`: of two answers the one that somebody said was better (`prompt`, `chosen`, `rejected`).\n- `kto-*`: answers and whether they were liked (`prompt`, `completion`, `label`).\n- `rows.jsonl`: every row with all that is known of it. `index.bin`: hashes of all rows ever used. `manifest.json`: what it was made of.\n\n");
        card.append("| file | rows |\n|---|---|\n");
        manifest.files().forEach(f -> card.append("| %s | %d |\n".formatted(f.path(), f.rows())));
        card.append("\n| stage | in | out |\n|---|---|---|\n");
        for (Funnel.Counts stage : manifest.stages()) {
            card.append("| %s | %d | %d |\n".formatted(stage.stage(), stage.in(), stage.out()));
        }
        card.append(
                "\nE-mail addresses, phone, card, account and identity numbers, IP addresses and access keys are typed placeholders such as `[EMAIL_1]`. Names of people are not replaced.\n");
        return card.toString();
    }

    private static String config(String shape, List<String> names) {
        StringBuilder config = new StringBuilder();
        for (String split : SPLITS) {
            String file = shape + "-" + split + ".parquet";
            if (names.contains(file)) {
                config.append("      - split: %s\n        path: %s\n".formatted(split, file));
            }
        }
        return config.isEmpty()
                ? ""
                : "  - config_name: %s\n    data_files:\n%s".formatted(shape, config);
    }
}
