package dev.strata.cli.models;

import dev.strata.cli.home.Home;
import dev.strata.cli.report.Report;
import dev.strata.cli.report.Table;
import dev.strata.models.CatalogueEntry;
import dev.strata.models.ModelStore;
import dev.strata.models.Source;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists the catalogue and says what is here. */
@Command(
        name = "list",
        description = "Lists the models of the catalogue and says which are here.",
        mixinStandardHelpOptions = true)
final class ModelsListCommand implements Callable<Integer> {
    @Mixin private CatalogueChoice choice;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        ModelStore store = Home.ofEnvironment().store();
        Table table = Table.of("tier", "model", "megabytes", "licence", "here", "sources");
        List<Map<String, Object>> models = new ArrayList<>();
        for (CatalogueEntry entry : choice.entries()) {
            boolean here = store.isPresent(entry);
            List<String> sources = entry.sources().stream().map(Source::describe).toList();
            table =
                    table.with(
                            entry.tier(),
                            entry.model(),
                            "%.1f".formatted(entry.bytes() / 1e6),
                            entry.licence(),
                            here ? "yes" : "no",
                            String.join(", ", sources));
            Map<String, Object> model = new LinkedHashMap<>();
            model.put("tier", entry.tier());
            model.put("model", entry.model());
            model.put("file", store.path(entry).toString());
            model.put("bytes", entry.bytes());
            model.put("sha256", entry.sha256());
            model.put("licence", entry.licence());
            model.put("here", here);
            model.put("sources", sources);
            models.add(model);
        }
        new Report(
                        "Models of catalogue '%s'".formatted(choice.catalogue().name()),
                        List.of(table),
                        List.of("./strata models fetch brings them; a start does so by itself."),
                        Map.of("models", models))
                .print(spec.commandLine().getOut(), json);
        return 0;
    }
}
