package dev.strata.feed.bench;

import dev.strata.feed.error.FeedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * datatrove, in a Python environment of its own that is made once.
 *
 * @param environment folder of the environment
 */
record Datatrove(Path environment) {
    private static final List<String> PACKAGES =
            List.of("datatrove[io,processing]==0.10.1", "spacy==3.8.18");
    private static final String SCRIPT = "datatrove_minhash.py";

    /** Makes the environment where it is missing. */
    void install() throws IOException, InterruptedException {
        if (Files.exists(python())
                && run(List.of(python().toString(), "-c", "import datatrove, spacy, orjson"))
                        == 0) {
            return;
        }
        System.err.printf("bench: installing %s into %s%n", PACKAGES, environment);
        int made = run(List.of("python3", "-m", "venv", environment.toString()));
        int installed =
                made != 0
                        ? made
                        : run(
                                List.of(
                                        python().toString(),
                                        "-m",
                                        "pip",
                                        "install",
                                        "-q",
                                        PACKAGES.get(0),
                                        PACKAGES.get(1)));
        if (installed != 0) {
            throw new FeedException(
                    FeedException.Code.BAD_INPUT,
                    "environment '%s' cannot be made: expected python3 with venv and pip to install %s, got exit status %d; leave out --vs, or pass --python"
                            .formatted(environment, PACKAGES, installed));
        }
    }

    /**
     * Takes near-duplicates out of the JSON lines in {@code input}.
     *
     * @return seconds, from the start of the process to its end
     */
    double run(Path input, Path work, int workers) throws IOException, InterruptedException {
        Files.createDirectories(work);
        Path script = work.resolve(SCRIPT);
        try (InputStream in = Datatrove.class.getResourceAsStream(SCRIPT)) {
            if (in == null) {
                throw new IllegalStateException("resource '%s' is missing".formatted(SCRIPT));
            }
            Files.copy(in, script);
        }
        long start = System.nanoTime();
        Path log = work.resolve("datatrove.log");
        List<String> command =
                List.of(
                        python().toString(),
                        script.toString(),
                        input.toString(),
                        work.toString(),
                        "" + workers);
        int status = run(command, ProcessBuilder.Redirect.to(log.toFile()));
        double seconds = (System.nanoTime() - start) / 1e9;
        if (status != 0) {
            throw new FeedException(
                    FeedException.Code.BAD_INPUT,
                    "datatrove '%s' failed: expected exit status 0, got %d; its last words: %s"
                            .formatted(environment, status, lastLine(log)));
        }
        return seconds;
    }

    private Path python() {
        return environment.resolve("bin/python");
    }

    private static String lastLine(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        return lines.isEmpty() ? "none" : lines.getLast();
    }

    private static int run(List<String> command) throws IOException, InterruptedException {
        return run(command, ProcessBuilder.Redirect.DISCARD);
    }

    private static int run(List<String> command, ProcessBuilder.Redirect output)
            throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command)
                        .redirectOutput(output)
                        .redirectErrorStream(true)
                        .start();
        try {
            return process.waitFor();
        } finally {
            process.destroy();
        }
    }
}
