package dev.strata.cli.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A process that this one waits for, with this one's own input, output and errors. */
public final class Foreground {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private Foreground() {}

    /**
     * Runs {@code command} to its end; ends it where this process is told to end.
     *
     * @return its exit status
     */
    public static int run(List<String> command) {
        // A signal for this process alone must not leave the other one behind.
        AtomicReference<@Nullable Process> started = new AtomicReference<>();
        Thread end = new Thread(() -> end(started.get()));
        Runtime.getRuntime().addShutdownHook(end);
        Process process;
        try {
            process = new ProcessBuilder(command).inheritIO().start();
        } catch (IOException e) {
            forget(end);
            throw new UncheckedIOException(
                    "process '%s' cannot be started: %s"
                            .formatted(command.getFirst(), e.getMessage()),
                    e);
        }
        started.set(process);
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a process", e);
        } finally {
            process.destroy();
            forget(end);
        }
    }

    private static void end(@Nullable Process process) {
        if (process == null) {
            return;
        }
        process.destroy();
        try {
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // It runs.
        }
    }
}
