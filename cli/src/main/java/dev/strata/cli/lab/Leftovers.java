package dev.strata.cli.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * What one lab has on this machine beside its folder, written down so that somebody else can clear
 * it away when the lab itself is killed. A file of its own for each lab.
 */
record Leftovers(Path file) {
    private static final String PREFIX = "leftovers.";
    private static final String PROCESS = "process";
    private static final String NAMESPACE = "namespace";

    /** Those of this process. */
    static Leftovers ofThisLab(Path state) {
        return new Leftovers(state.resolve(PREFIX + ProcessHandle.current().pid()));
    }

    /** Clears away what labs before left; none of them may run. */
    static void clearAll(Path state) {
        try (Stream<Path> files = Files.list(state)) {
            files.filter(file -> file.getFileName().toString().startsWith(PREFIX))
                    .forEach(file -> new Leftovers(file).clear(Duration.ZERO));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Notes a process that runs. */
    void process(long pid) {
        ProcessHandle.of(pid)
                .flatMap(handle -> handle.info().startInstant())
                .ifPresent(start -> note("%s %d %s".formatted(PROCESS, pid, start)));
    }

    /** Notes a network namespace that is about to be made. */
    void namespace(String name) {
        note(NAMESPACE + " " + name);
    }

    private void note(String line) {
        try {
            Files.writeString(
                    file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("file '" + file + "' cannot be written", e);
        }
    }

    /**
     * Ends what still runs, by force after {@code patience}, and deletes the namespaces. A process
     * that only has the number of one that was noted is left alone.
     */
    void clear(Duration patience) {
        if (!Files.exists(file)) {
            return;
        }
        try {
            List<String[]> notes =
                    Files.readAllLines(file).stream().map(line -> line.split(" ", -1)).toList();
            List<ProcessHandle> processes =
                    notes.stream()
                            .filter(note -> note[0].equals(PROCESS))
                            .flatMap(note -> running(note).stream())
                            .toList();
            // Their pipe is closed, but one that was stopped does not see that.
            processes.forEach(process -> run("kill", "-CONT", "" + process.pid()));
            end(processes, patience);
            notes.stream()
                    .filter(note -> note[0].equals(NAMESPACE))
                    .forEach(note -> run("ip", "netns", "del", note[1]));
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("file '" + file + "' cannot be read", e);
        }
    }

    private static Optional<ProcessHandle> running(String[] note) {
        return ProcessHandle.of(Long.parseLong(note[1]))
                .filter(ProcessHandle::isAlive)
                .filter(handle ->
                        handle.info().startInstant().equals(Optional.of(Instant.parse(note[2]))));
    }

    private static void end(List<ProcessHandle> processes, Duration patience) {
        CompletableFuture<?> all =
                CompletableFuture.allOf(
                        processes.stream()
                                .map(ProcessHandle::onExit)
                                .toArray(CompletableFuture[]::new));
        try {
            var _ = all.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            processes.forEach(ProcessHandle::destroyForcibly);
            all.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            processes.forEach(ProcessHandle::destroyForcibly);
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whatever comes of it: what is gone already is what is wanted. */
    private static void run(String... command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            var _ = process.getInputStream().readAllBytes();
            process.waitFor();
        } catch (IOException _) {
            // The program is not here: then it made nothing either.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
