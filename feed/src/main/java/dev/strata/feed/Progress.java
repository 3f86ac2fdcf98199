package dev.strata.feed;

import java.io.PrintStream;
import java.util.Locale;

/**
 * How far a run is, said on a stream for people: a line that is drawn anew on a terminal, else a
 * line every few seconds. One thread.
 */
final class Progress {
    private static final long TERMINAL_NANOS = 200_000_000L;
    private static final long LOG_NANOS = 5_000_000_000L;

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

    void begin(String name, long records) {
        stage = name;
        total = records;
        done = 0;
        began = System.nanoTime();
        said = began;
    }

    void step() {
        done++;
        long now = System.nanoTime();
        if (now - said >= (terminal ? TERMINAL_NANOS : LOG_NANOS)) {
            said = now;
            say(now);
        }
    }

    void end() {
        say(System.nanoTime());
        if (terminal) {
            out.println();
        }
    }

    private void say(long now) {
        double seconds = Math.max(1e-3, (now - began) / 1e9);
        String line =
                String.format(
                        Locale.ROOT,
                        "feed: %s: %d of %d (%d%%), %.0f/s",
                        stage,
                        done,
                        total,
                        total == 0 ? 100 : 100 * done / total,
                        done / seconds);
        if (terminal) {
            out.print("\r" + line + "   ");
            out.flush();
        } else {
            out.println(line);
        }
    }
}
