package dev.strata.cli.run;

import dev.strata.cli.home.Home;
import dev.strata.cli.models.FetchPrinter;
import dev.strata.cli.models.Held;
import dev.strata.cli.process.Foreground;
import dev.strata.engine.tiny.TinyModel;
import dev.strata.engine.tiny.TinySpec;
import dev.strata.models.Catalogue;
import dev.strata.models.CatalogueEntry;
import dev.strata.models.ModelStore;
import dev.strata.models.Source;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Brings every model of a catalogue into the store: fetched, or written on the spot. */
public final class Preparation {
    private static final int TINY_CONTEXT_TOKENS = 2048;

    private final ModelStore store;
    private final PrintWriter out;

    /** Brings models into {@code store} and tells {@code out}. */
    public Preparation(ModelStore store, PrintWriter out) {
        this.store = store;
        this.out = out;
    }

    /** Fetches or writes what is missing. */
    public void bring(Catalogue catalogue) {
        FetchPrinter printer = FetchPrinter.to(out);
        for (CatalogueEntry entry : catalogue.entries()) {
            entry.generated().ifPresent(how -> write(entry, how));
            store.fetch(entry, printer);
        }
    }

    /**
     * Has the models imported that the cache does not hold yet, by a process of its own: it needs
     * more memory than this one shall keep.
     */
    void importMissing(Catalogue catalogue, Home home, Optional<Path> catalogueFile) {
        List<String> missing =
                catalogue.entries().stream()
                        .filter(entry -> entry.generated().isEmpty())
                        .filter(entry -> !Held.isImported(entry, home.cache()))
                        .map(CatalogueEntry::tier)
                        .toList();
        if (missing.isEmpty()) {
            return;
        }
        out.println("  importing " + String.join(", ", missing) + ", once");
        out.flush();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add("dev.strata.cli.Main");
        command.add("models");
        command.add("import");
        catalogueFile.ifPresent(file -> command.addAll(List.of("--catalogue", file.toString())));
        command.addAll(missing);
        int status = Foreground.run(command);
        if (status != 0) {
            throw new IllegalStateException(
                    "import of %s failed: expected exit status 0, got %d; the lines above say why"
                            .formatted(missing, status));
        }
    }

    private void write(CatalogueEntry entry, Source.Generated how) {
        Path file = store.path(entry);
        if (Files.exists(file)) {
            return;
        }
        try {
            Files.createDirectories(file.getParent());
            Path draft = Files.createTempFile(file.getParent(), "." + entry.file(), ".draft");
            TinySpec spec =
                    TinySpec.standard().withSeed(how.seed()).withContext(TINY_CONTEXT_TOKENS);
            TinyModel.write(draft, spec);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "tiny model '%s' cannot be written: %s".formatted(file, e.getMessage()), e);
        }
        out.println("  " + entry.tier() + " " + entry.model() + ": written");
    }
}
