package dev.strata.k8s.verify;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/** A program that a test runs; `./strata test` installs what it can. */
record ExternalTool(Path program) {

    /** What a run printed and how it ended. */
    record Run(int status, String output) {}

    /** Finds {@code name}; a missing one skips the test loudly, and fails it in CI. */
    static ExternalTool require(String name) {
        return find(name)
                .orElseGet(() -> {
                    String message =
                            "tool '%s' is missing: expected it on PATH; install it or run ./strata test, which tries to"
                                    .formatted(name);
                    if ("true".equals(System.getenv("CI"))) {
                        fail(message);
                    }
                    System.err.println("SKIPPED: " + message);
                    throw new TestAbortedException(message);
                });
    }

    private static Optional<ExternalTool> find(String name) {
        Stream<Path> folders =
                Stream.concat(
                        Stream.of(System.getenv("PATH").split(File.pathSeparator)).map(Path::of),
                        Stream.of(Path.of(System.getProperty("user.home"), "go", "bin")));
        return folders.map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .findFirst()
                .map(ExternalTool::new);
    }

    Run run(Path folder, String... arguments) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        try {
            Process process =
                    new ProcessBuilder(command)
                            .directory(folder.toFile())
                            .redirectErrorStream(true)
                            .start();
            process.getOutputStream().close();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Run(process.waitFor(), output);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + command, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while running " + command, e);
        }
    }
}
