package dev.strata.cli.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.models.Catalogue;
import dev.strata.models.CatalogueEntry;
import dev.strata.models.FetchEvent;
import dev.strata.models.Source;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class FetchPrinterTest {
    private final CatalogueEntry entry = Catalogue.bundled().require("v1");
    private final StringWriter text = new StringWriter();
    private long nanos = 1;

    private FetchPrinter printer(boolean terminal) {
        return new FetchPrinter(new PrintWriter(text), terminal, () -> nanos);
    }

    @Test
    void accept_advances_saysBytesRateAndTimeLeft() {
        FetchPrinter printer = printer(false);
        printer.accept(entry, new FetchEvent.Advanced(0, 100_000_000));
        nanos += 2_000_000_000L;

        printer.accept(entry, new FetchEvent.Advanced(20_000_000, 100_000_000));

        assertEquals(
                "  v1 [####....................] 20.0 MB of 100.0 MB, 10.0 MB/s, 8 s left",
                text.toString().strip().indent(2).stripTrailing());
    }

    @Test
    void accept_withinAMoment_isNotRedrawn() {
        FetchPrinter printer = printer(true);
        printer.accept(entry, new FetchEvent.Advanced(0, 100));
        int length = text.toString().length();
        nanos += 1_000;

        printer.accept(entry, new FetchEvent.Advanced(50, 100));

        assertEquals(length, text.toString().length());
    }

    @Test
    void accept_sourcePassed_saysWhyButNotForAnUnsetPath() {
        FetchPrinter printer = printer(false);

        printer.accept(entry, new FetchEvent.Passed(entry.sources().get(0), "not set"));
        printer.accept(entry, new FetchEvent.Passed(entry.sources().get(1), "no network"));
        printer.accept(entry, new FetchEvent.Trying(new Source.LocalPath("X")));
        printer.accept(entry, new FetchEvent.Checking());
        printer.accept(entry, new FetchEvent.Ready(Path.of("m"), true));

        assertEquals(3, text.toString().lines().count(), text.toString());
        assertTrue(text.toString().contains("not from hub huggingface.co: no network"));
    }
}
