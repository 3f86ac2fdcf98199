package dev.strata.cli.models;

import dev.strata.cli.home.Home;
import dev.strata.models.CatalogueEntry;
import dev.strata.models.ModelStore;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Fetches models that are not here yet. */
@Command(
        name = "fetch",
        description = "Fetches models; goes on where an earlier fetch stopped.",
        mixinStandardHelpOptions = true)
final class ModelsFetchCommand implements Callable<Integer> {
    @Mixin private CatalogueChoice choice;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        ModelStore store = Home.ofEnvironment().store();
        FetchPrinter printer = FetchPrinter.to(spec.commandLine().getOut());
        for (CatalogueEntry entry : choice.entries()) {
            store.fetch(entry, printer);
        }
        return 0;
    }
}
