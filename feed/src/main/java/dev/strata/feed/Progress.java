package dev.strata.feed;

import dev.strata.feed.month.Stages;
import java.io.PrintStream;
import java.util.Locale;

/**
 * How far a run is, said on a stream for people: a line that is drawn anew on a terminal, else a
 * line every few seconds. One thread.
 */
final class Progress implements Stages {
    private static final long TERMINAL_NANOS = 200_000_000L;
    private static final long LOG_NANOS = 5_000_000_000L;

    private static final int BAR = 24;

    private final PrintStream out;
    private final boolean terminal;
    private String stage = "";
    private long total;
    private long done;
    private long began;
    private long said;

    Progress(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    @Override
    public void begin(String name, long records) {
        stage = name;
        total = records;
        done = 0;
        began = System.nanoTime();
        said = began;
    }

    @Override
    public void step() {
        done++;
        long now = System.nanoTime();
        if (now - said >= (terminal ? TERMINAL_NANOS : LOG_NANOS)) {
            said = now;
            say(now);
        }
    }

    @Override
    public void end() {
        say(System.nanoTime());
        if (terminal) {
            out.println();
        }
    }

    private void say(long now) {
        double seconds = Math.max(1e-3, (now - began) / 1e9);
        String figures =
                String.format(
                        Locale.ROOT,
                        "%d of %d (%d%%), %.0f/s",
                        done,
                        total,
                        total == 0 ? 100 : 100 * done / total,
                        done / seconds);
        if (terminal) {
            out.printf("\rfeed: %-8s %s %s   ", stage, bar(), figures);
            out.flush();
        } else {
            out.println("feed: " + stage + ": " + figures);
        }
    }

    private String bar() {
        int full = total == 0 ? BAR : (int) Math.min(BAR, BAR * done / total);
        return "[" + "#".repeat(full) + ".".repeat(BAR - full) + "]";
    }
}
