package dev.strata.cli.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** A process that this one waits for, with this one's own input, output and errors. */
public final class Foreground {
    private Foreground() {}

    /**
     * Runs {@code command} to its end; ends it where this process is told to end.
     *
     * @return its exit status
     */
    public static int run(List<String> command) {
        Process process;
        try {
            process = new ProcessBuilder(command).inheritIO().start();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "process '%s' cannot be started: %s"
                            .formatted(command.getFirst(), e.getMessage()),
                    e);
        }
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a process", e);
        } finally {
            process.destroy();
        }
    }
}
