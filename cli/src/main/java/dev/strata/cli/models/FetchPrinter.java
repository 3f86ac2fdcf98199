package dev.strata.cli.models;

import dev.strata.models.CatalogueEntry;
import dev.strata.models.FetchEvent;
import dev.strata.models.FetchProgress;
import dev.strata.models.Source;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Tells people how a fetch goes: a bar with bytes, rate and time left. On a terminal the bar is
 * redrawn in place; elsewhere a line appears every ten per cent.
 */
public final class FetchPrinter implements FetchProgress {
    private static final long REDRAW_NANOS = 200_000_000;
    private static final int BAR = 24;

    private final PrintWriter out;
    private final boolean terminal;
    private final LongSupplier nanos;
    private Rate rate = new Rate();
    private long drawn;
    private long tenths;

    FetchPrinter(PrintWriter out, boolean terminal, LongSupplier nanos) {
        this.out = out;
        this.terminal = terminal;
        this.nanos = nanos;
    }

    /** Prints to {@code out}, in place where the launcher says that it is a terminal. */
    public static FetchPrinter to(PrintWriter out) {
        return new FetchPrinter(out, System.getenv("STRATA_TERMINAL") != null, System::nanoTime);
    }

    @Override
    public synchronized void accept(CatalogueEntry entry, FetchEvent event) {
        switch (event) {
            case FetchEvent.Trying(Source source) -> start(entry, source);
            case FetchEvent.Advanced(long done, long total) -> advance(entry, done, total);
            case FetchEvent.Passed(Source source, String why) -> pass(entry, source, why);
            case FetchEvent.Checking() -> line(entry, "checking sha256");
            case FetchEvent.Ready(_, boolean fetched) ->
                    line(entry, entry.model() + (fetched ? ": here, checksum right" : ": here"));
        }
    }

    private void start(CatalogueEntry entry, Source source) {
        rate = new Rate();
        drawn = 0;
        tenths = 0;
        if (!(source instanceof Source.LocalPath)) {
            line(
                    entry,
                    "%s: %s from %s"
                            .formatted(entry.model(), bytes(entry.bytes()), source.describe()));
        }
    }

    private void pass(CatalogueEntry entry, Source source, String why) {
        if (!(source instanceof Source.LocalPath) || !why.equals("not set")) {
            line(entry, "not from %s: %s".formatted(source.describe(), why));
        }
    }

    private void advance(CatalogueEntry entry, long done, long total) {
        long now = nanos.getAsLong();
        if (drawn != 0 && now - drawn < REDRAW_NANOS) {
            return;
        }
        drawn = now;
        rate.at(done, now);
        long tenth = done * 10 / total;
        if (terminal) {
            out.print("\r" + bar(entry, done, total) + "\033[K");
            out.flush();
        } else if (tenth > tenths) {
            tenths = tenth;
            out.println(bar(entry, done, total));
        }
    }

    private String bar(CatalogueEntry entry, long done, long total) {
        int full = (int) (done * BAR / total);
        Duration left = rate.left(total - done);
        return "  %s [%s%s] %s of %s, %s/s, %s left"
                .formatted(
                        entry.tier(),
                        "#".repeat(full),
                        ".".repeat(BAR - full),
                        bytes(done),
                        bytes(total),
                        bytes((long) rate.bytesPerSecond()),
                        left.isZero() ? "?" : words(left));
    }

    private void line(CatalogueEntry entry, String text) {
        out.println((terminal ? "\r\033[K" : "") + "  " + entry.tier() + " " + text);
        out.flush();
    }

    private static String words(Duration time) {
        return time.toMinutes() > 0
                ? time.toMinutes() + " min " + time.toSecondsPart() + " s"
                : time.toSeconds() + " s";
    }

    private static String bytes(long count) {
        return count >= 1_000_000_000
                ? "%.2f GB".formatted(count / 1e9)
                : "%.1f MB".formatted(count / 1e6);
    }
}
