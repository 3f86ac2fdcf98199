package dev.strata.cli.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One run of a program of this machine that says at its end what it did. */
final class Program {
    private static final Duration SLACK = Duration.ofSeconds(30);

    private Program() {}

    /** True where the search path has it. */
    static boolean isInstalled(String name) {
        String path = System.getenv("PATH");
        return path != null
                && Arrays.stream(path.split(File.pathSeparator))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    }

    /**
     * Runs {@code name} to its end and gives what it printed.
     *
     * @param length that it takes; well after that it is ended
     * @throws IllegalStateException where it fails
     */
    static String run(String name, List<String> arguments, Duration length)
            throws InterruptedException {
        List<String> command = new ArrayList<>(List.of(name));
        command.addAll(arguments);
        try {
            Path output = Files.createTempFile("strata-bench-" + name, ".txt");
            try {
                Process process =
                        new ProcessBuilder(command)
                                .redirectErrorStream(true)
                                .redirectOutput(output.toFile())
                                .start();
                boolean ended = end(process, length.plus(SLACK));
                String said = Files.readString(output, UTF_8);
                if (!ended || process.exitValue() != 0) {
                    throw new IllegalStateException(
                            "program '%s' failed: expected it to end well in %d s, got %s"
                                    .formatted(name, length.toSeconds(), said.strip()));
                }
                return said;
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("program '" + name + "' cannot be run", e);
        }
    }

    private static boolean end(Process process, Duration most) throws InterruptedException {
        try {
            return process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            process.destroyForcibly();
        }
    }

    /**
     * The numbers that {@code pattern} captures in what the program said.
     *
     * @throws IllegalStateException where it said nothing like it
     */
    static double[] numbers(String name, Pattern pattern, String said) {
        Matcher found = pattern.matcher(said);
        if (!found.find()) {
            throw new IllegalStateException(
                    "program '%s' said something else: expected '%s', got %s"
                            .formatted(name, pattern, said.strip()));
        }
        double[] numbers = new double[found.groupCount()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Double.parseDouble(found.group(i + 1));
        }
        return numbers;
    }
}
