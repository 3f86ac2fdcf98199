package dev.strata.cli.advise;

import dev.strata.cli.home.Home;
import dev.strata.cli.home.Measurements;
import dev.strata.cli.models.Held;
import dev.strata.cli.report.Report;
import dev.strata.cli.report.Table;
import dev.strata.models.Catalogue;
import dev.strata.models.CatalogueEntry;
import dev.strata.models.ModelStore;
import dev.strata.router.policy.Policy;
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

/** Recommends a tier from the guide, the catalogue and what was measured on this machine. */
@Command(
        name = "advise",
        description = {
            "Recommends a tier, quantisation, adapters and memory for a task, a machine and an industry.",
            "The reasons come from the selection guide, the routing policy's profiles, the catalogue,",
            "and speeds that './strata bench engine' measured on this machine."
        },
        mixinStandardHelpOptions = true)
public final class AdviseCommand implements Callable<Integer> {
    @Option(names = "--task", paramLabel = "TASK", description = "e.g. complex-generation")
    private @Nullable String task;

    @Option(names = "--hardware", paramLabel = "MACHINE", description = "e.g. edge, server")
    private @Nullable String hardware;

    @Option(names = "--industry", paramLabel = "INDUSTRY", description = "e.g. finance")
    private @Nullable String industry;

    @Option(
            names = "--latency",
            paramLabel = "MS",
            description = "Milliseconds until the first token (default: the profile's, or any).")
    private double latency;

    @Option(
            names = "--prompt-tokens",
            paramLabel = "N",
            defaultValue = "64",
            description = "Tokens of a usual prompt (default: ${DEFAULT-VALUE}).")
    private int promptTokens;

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            description = "A routing policy of your own, for its profiles.")
    private @Nullable Path policy;

    @Option(
            names = "--catalogue",
            paramLabel = "FILE",
            description = "A catalogue of your own instead of the bundled one.")
    private @Nullable Path catalogue;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        Guide guide = Guide.bundled();
        Map<String, Guide.Row> rows = new LinkedHashMap<>();
        take(rows, "--task", task, guide.tasks());
        take(rows, "--hardware", hardware, guide.hardware());
        take(rows, "--industry", industry, guide.industries());
        Measurements measurements = Measurements.read(Home.ofEnvironment());
        Policy rules = policy == null ? Policy.bundled() : Policy.load(policy);
        Advice advice =
                Advice.of(
                        new Advice.Question(rows, latency, promptTokens),
                        choices(measurements),
                        rules.profiles());
        report(advice, measurements).print(spec.commandLine().getOut(), json);
        return advice.choice().isPresent() ? 0 : 1;
    }

    private void take(
            Map<String, Guide.Row> rows,
            String option,
            @Nullable String name,
            Map<String, Guide.Row> known) {
        if (name == null) {
            return;
        }
        Guide.Row row = known.get(name);
        if (row == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "%s '%s' is unknown: expected one of %s; correct it or leave it out"
                            .formatted(option, name, String.join(", ", known.keySet())));
        }
        rows.put(name, row);
    }

    private List<Choice> choices(Measurements measurements) {
        Catalogue models = catalogue == null ? Catalogue.bundled() : Catalogue.load(catalogue);
        ModelStore store = Home.ofEnvironment().store();
        List<Choice> choices = new ArrayList<>();
        for (CatalogueEntry entry : models.entries()) {
            choices.add(
                    new Choice(
                            entry,
                            choices.size() + 1,
                            Held.bytes(entry, store),
                            measurements.of(entry.tier(), entry.sha256())));
        }
        return choices;
    }

    private Report report(Advice advice, Measurements measurements) {
        Map<String, Object> object = new LinkedHashMap<>();
        Table table = Table.of("what", "recommended");
        String tier = advice.choice().map(choice -> choice.entry().tier()).orElse("none");
        object.put("tier", advice.choice().isPresent() ? tier : null);
        table = table.with("tier", tier);
        if (advice.choice().isPresent()) {
            Choice choice = advice.choice().get();
            String memory = String.format(Locale.ROOT, "%.2f GiB", choice.memoryBytes() / 0x1p30);
            String from =
                    choice.measured().isPresent()
                            ? "measured resident"
                            : choice.entry().folder().isPresent()
                                    ? "the folder's files alone"
                                    : "the file alone";
            object.put("model", choice.entry().model());
            object.put("quantisation", advice.quantisation());
            object.put("adapters", advice.adapters());
            object.put("memory_bytes", choice.memoryBytes());
            object.put("memory_from", from);
            object.put("then_up", advice.thenUp());
            object.put("meets_latency", advice.meetsLatency());
            choice.firstTokenMillis(promptTokens)
                    .ifPresent(millis -> object.put("first_token_ms", millis));
            table =
                    table.with("model", choice.entry().model())
                            .with("quantisation", advice.quantisation())
                            .with("adapters", advice.adapters())
                            .with("memory", memory + " (" + from + ")")
                            .with(
                                    "then up to",
                                    advice.thenUp().isEmpty()
                                            ? "-"
                                            : String.join(", ", advice.thenUp()))
                            .with(
                                    "quick enough",
                                    advice.meetsLatency()
                                            ? "yes"
                                            : "no: the nearest that does the work");
        }
        object.put("reasons", advice.reasons());
        object.put("measured", measurements.origin());
        List<String> notes = new ArrayList<>(advice.reasons());
        notes.add("Speeds: " + measurements.origin());
        return new Report("Advice", List.of(table), notes, object);
    }
}
