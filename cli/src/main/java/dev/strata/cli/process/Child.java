package dev.strata.cli.process;

import dev.strata.process.ReadyReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A running child. It holds the other end of a pipe from this process and ends when the pipe does,
 * however this process ends. Its output goes to a log file, which all its lives share.
 */
public final class Child {
    private static final int LAST_LINES = 20;
    private static final long TAIL_BYTES = 64 << 10;
    private static final long SEARCHED_BYTES = 1 << 20;
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);

    private final ChildSpec spec;
    private final Process process;
    private final Path log;
    private final long logBegan;
    private final Path ready;

    private Child(ChildSpec spec, Process process, Path log, long logBegan, Path ready) {
        this.spec = spec;
        this.process = process;
        this.log = log;
        this.logBegan = logBegan;
        this.ready = ready;
    }

    /**
     * Starts a child with an empty log.
     *
     * @param state its folder gets {@code logs/<name>.log} and {@code ready/<name>.ready}
     */
    public static Child start(ChildSpec spec, Path state) {
        return start(spec, state, Redirect.to(logFile(state, spec.name()).toFile()));
    }

    /** Starts a child that ended again; its log goes on where the dead one's stopped. */
    public static Child startAgain(ChildSpec spec, Path state) {
        return start(spec, state, Redirect.appendTo(logFile(state, spec.name()).toFile()));
    }

    private static Child start(ChildSpec spec, Path state, Redirect output) {
        Path log = logFile(state, spec.name());
        Path ready = readyFile(state, spec.name());
        try {
            Files.createDirectories(log.getParent());
            Files.createDirectories(ready.getParent());
            boolean goesOn = output.type() == Redirect.Type.APPEND && Files.exists(log);
            long logBegan = goesOn ? Files.size(log) : 0;
            ProcessBuilder builder = new ProcessBuilder(deafToInterrupts(spec.command()));
            builder.environment().putAll(spec.environment());
            builder.environment().put("STRATA_PROCESS_READY_FILE", ready.toString());
            builder.environment().put("STRATA_PROCESS_PARENT_PIPE", "true");
            builder.redirectErrorStream(true).redirectOutput(output);
            return new Child(spec, builder.start(), log, logBegan, ready);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "process '%s' cannot be started: expected to run %s, got %s"
                            .formatted(spec.name(), spec.command().getFirst(), e.getMessage()),
                    e);
        }
    }

    private static Path logFile(Path state, String name) {
        return state.resolve("logs").resolve(name + ".log");
    }

    /** Where the ready report of the child called {@code name} is. */
    public static Path readyFile(Path state, String name) {
        return state.resolve("ready").resolve(name + ".ready");
    }

    /**
     * Ctrl-C reaches every process of a terminal at once; children leave it to the parent, which
     * ends them in order. An ignored signal stays ignored through exec.
     */
    private static List<String> deafToInterrupts(List<String> command) {
        List<String> wrapped =
                new ArrayList<>(List.of("/bin/sh", "-c", "trap '' INT; exec \"$@\"", "sh"));
        wrapped.addAll(command);
        return wrapped;
    }

    /** The child's name. */
    public String name() {
        return spec.name();
    }

    /** The process id. */
    public long pid() {
        return process.pid();
    }

    /** What it was started from. */
    public ChildSpec spec() {
        return spec;
    }

    Path log() {
        return log;
    }

    /** Whether it runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Completes when it has ended. */
    public CompletableFuture<Child> ended() {
        return process.onExit().thenApply(_ -> this);
    }

    /**
     * Waits until the child says that it is ready.
     *
     * @throws ChildFailure where it ends first or {@code limit} passes
     */
    public ReadyReport awaitReady(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            Optional<ReadyReport> report = ReadyReport.read(ready);
            // A report of an earlier life may still be there.
            if (report.isPresent() && report.get().pid() == pid()) {
                return report.get();
            }
            if (process.waitFor(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                throw death();
            }
            if (System.nanoTime() > deadline) {
                throw new ChildFailure(
                        "process '%s' is not ready: expected a ready report within %d s, got none"
                                .formatted(name(), limit.toSeconds()),
                        this);
            }
        }
    }

    /** The failure that an end of this child is. */
    public ChildFailure death() {
        return new ChildFailure(
                "process '%s' (pid %d) ended: expected it to run, got exit status %d"
                        .formatted(name(), pid(), process.exitValue()),
                this);
    }

    /** The last lines of the log, at most 20. */
    public List<String> lastLines() {
        try {
            return last(linesFrom(0, TAIL_BYTES), LAST_LINES);
        } catch (IOException e) {
            return List.of("(log cannot be read: " + e.getMessage() + ")");
        }
    }

    /**
     * The lines of this life's log that say what went wrong, where {@link #lastLines} lacks any of
     * them; else none.
     */
    List<String> causes() {
        try {
            List<String> causes = LogCauses.of(linesFrom(logBegan, SEARCHED_BYTES));
            return Set.copyOf(lastLines()).containsAll(causes) ? List.of() : causes;
        } catch (IOException _) {
            // The last lines say that it cannot be read.
            return List.of();
        }
    }

    /** Lines of the log from {@code begin} on, at most the last {@code bytes} of it. */
    private List<String> linesFrom(long begin, long bytes) throws IOException {
        try (var in = Files.newByteChannel(log)) {
            in.position(Math.max(begin, in.size() - bytes));
            byte[] read = Channels.newInputStream(in).readAllBytes();
            return new String(read, StandardCharsets.UTF_8).lines().toList();
        }
    }

    private static List<String> last(List<String> lines, int most) {
        return lines.subList(Math.max(0, lines.size() - most), lines.size());
    }

    /**
     * Asks the child to end by closing its pipe; ends it by force when {@code limit} has passed.
     */
    public void stop(Duration limit) {
        try {
            process.getOutputStream().close();
        } catch (IOException _) {
            // A pipe that is broken is closed.
        }
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
            }
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        deleteReport();
    }

    private void deleteReport() {
        try {
            Files.deleteIfExists(ready);
        } catch (IOException _) {
            // A report that stays names a process that has ended; readers check that.
        }
    }
}
