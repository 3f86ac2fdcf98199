package dev.strata.cli.run;

import dev.strata.cli.models.FetchPrinter;
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

/** Brings every model of a catalogue into the store: fetched, or written on the spot. */
final class Preparation {
    private static final int TINY_CONTEXT_TOKENS = 2048;

    private final ModelStore store;
    private final PrintWriter out;

    Preparation(ModelStore store, PrintWriter out) {
        this.store = store;
        this.out = out;
    }

    void bring(Catalogue catalogue) {
        FetchPrinter printer = FetchPrinter.to(out);
        for (CatalogueEntry entry : catalogue.entries()) {
            entry.generated().ifPresent(how -> write(entry, how));
            store.fetch(entry, printer);
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
