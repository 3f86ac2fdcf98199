package dev.strata.cli.eval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strata.cli.report.Report;
import dev.strata.cli.report.Table;
import dev.strata.router.planted.Disguise;
import dev.strata.router.planted.PlantedPrompt;
import dev.strata.router.planted.PlantedPrompts;
import dev.strata.router.planted.PrivacyEvaluation;
import dev.strata.router.privacy.DetectorKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Plants private data, counts what would reach a public tier, and times the detectors. */
@Command(
        name = "privacy",
        description = {
            "Plants private values in made-up prompts and counts those that a public tier could answer.",
            "Every detector, English and Chinese, plain and disguised; with rows of ordinary prompts also",
            "the false alarms; and how long detection takes."
        },
        footerHeading = "%nRows, one JSON object a line with a prompt or a question:%n",
        footer = "  mmlu.jsonl, gsm8k.jsonl, mix.jsonl, three-tier.jsonl in the folder of --data",
        mixinStandardHelpOptions = true)
final class EvalPrivacyCommand implements Callable<Integer> {
    private static final List<String> FILES = List.of("mmlu", "gsm8k", "mix", "three-tier");
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description = "Ordinary prompts, for the false alarms (default: none are counted).")
    private @Nullable Path folder;

    @Option(
            names = "--seed",
            defaultValue = "20261122",
            description = "Other prompts for another number (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--rounds",
            defaultValue = "10",
            description =
                    "Prompts for each detector, language and disguise (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--show", description = "Also prints what leaked, and the false alarms.")
    private boolean show;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (folder != null && !Files.isDirectory(folder)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "folder '%s' is missing: expected the ordinary prompts; name it with --data"
                            .formatted(folder));
        }
        PrivacyEvaluation evaluation = PrivacyEvaluation.standard();
        List<PlantedPrompt> planted = PlantedPrompts.of(seed, rounds);
        List<PlantedPrompt> leaked = evaluation.leaked(planted);
        Map<String, Alarms> alarms = alarms(evaluation);
        report(planted, leaked, alarms, DetectionTime.measure())
                .print(spec.commandLine().getOut(), json);
        if (show) {
            leaked.forEach(prompt -> spec.commandLine().getErr().println(prompt));
            alarms.values().stream()
                    .flatMap(of -> of.prompts().stream())
                    .forEach(spec.commandLine().getErr()::println);
        }
        return leaked.isEmpty() ? 0 : 1;
    }

    /** The false alarms among a file's rows. */
    record Alarms(int rows, List<String> prompts) {
        double share() {
            return rows == 0 ? 0 : (double) prompts.size() / rows;
        }
    }

    private Map<String, Alarms> alarms(PrivacyEvaluation evaluation) throws IOException {
        Map<String, Alarms> alarms = new LinkedHashMap<>();
        for (String name : FILES) {
            if (folder == null || !Files.exists(folder.resolve(name + ".jsonl"))) {
                continue;
            }
            List<String> prompts = new ArrayList<>();
            for (String line : Files.readAllLines(folder.resolve(name + ".jsonl"))) {
                JsonNode row = MAPPER.readTree(line);
                prompts.add(row.path(row.has("prompt") ? "prompt" : "question").asText());
            }
            alarms.put(name, new Alarms(prompts.size(), evaluation.alarms(prompts)));
        }
        return alarms;
    }

    static Report report(
            List<PlantedPrompt> planted,
            List<PlantedPrompt> leaked,
            Map<String, Alarms> alarms,
            List<DetectionTime> times) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("planted", planted.size());
        object.put("leaked", leaked.size());
        Table byDetector = Table.of("planted", "prompts", "reach a public tier");
        for (DetectorKind kind : DetectorKind.values()) {
            byDetector =
                    byDetector.with(
                            kind.words(),
                            planted.stream().filter(p -> p.kind() == kind).count(),
                            leaked.stream().filter(p -> p.kind() == kind).count());
        }
        Table byDisguise = Table.of("disguise", "prompts", "reach a public tier");
        for (Disguise disguise : Disguise.values()) {
            byDisguise =
                    byDisguise.with(
                            disguise.word(),
                            planted.stream().filter(p -> p.disguise() == disguise).count(),
                            leaked.stream().filter(p -> p.disguise() == disguise).count());
        }
        Table alarmed = Table.of("ordinary rows of", "rows", "private", "share");
        Map<String, Object> alarmsObject = new LinkedHashMap<>();
        for (Map.Entry<String, Alarms> of : alarms.entrySet()) {
            Alarms found = of.getValue();
            alarmed =
                    alarmed.with(
                            of.getKey(),
                            found.rows(),
                            found.prompts().size(),
                            String.format(Locale.ROOT, "%.4f", found.share()));
            alarmsObject.put(
                    of.getKey(),
                    Map.of(
                            "rows", found.rows(),
                            "private", found.prompts().size(),
                            "share", found.share()));
        }
        object.put("false_alarms", alarmsObject);
        object.put("detection_ms", DetectionTime.json(times));
        List<Table> tables = new ArrayList<>(List.of(byDetector, byDisguise));
        if (!alarms.isEmpty()) {
            tables.add(alarmed);
        }
        tables.add(DetectionTime.table(times));
        return new Report(
                "Planted private data: %d of %d prompts reach a public tier"
                        .formatted(leaked.size(), planted.size()),
                tables,
                List.of(
                        "Times: one thread's processor time for a message of so many characters,"
                                + " medians of %d.".formatted(DetectionTime.RUNS)),
                object);
    }
}
