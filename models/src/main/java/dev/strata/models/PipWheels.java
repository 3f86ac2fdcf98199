package dev.strata.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Wheels by {@code pip download}, which knows the network's own package index and proxies. */
final class PipWheels implements Surroundings.Wheels {
    private final Map<String, String> environment;

    PipWheels(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Path download(String packageName, String version, Path folder)
            throws IOException, InterruptedException {
        Path log = folder.resolve("pip.log");
        Process pip = start(packageName + "==" + version, folder, log);
        try {
            if (pip.waitFor() != 0) {
                throw new IOException("pip download failed: " + lastLine(log));
            }
        } finally {
            pip.destroyForcibly();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".whl"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("pip download left no wheel in " + folder));
        }
    }

    private Process start(String requirement, Path folder, Path log) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(
                        environment.getOrDefault("STRATA_PYTHON", "python3"),
                        "-m",
                        "pip",
                        "download",
                        "--no-deps",
                        "--only-binary=:all:",
                        "--no-cache-dir",
                        "--no-input",
                        "--disable-pip-version-check",
                        "--progress-bar=off",
                        "--dest",
                        folder.toString(),
                        requirement);
        // pip writes what is under way here, where its growth can be watched.
        builder.environment().put("TMPDIR", folder.toString());
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        try {
            return builder.start();
        } catch (IOException e) {
            throw new IOException(
                    "Python is missing: expected a command 'python3' with pip, got "
                            + e.getMessage()
                            + "; install Python 3 with pip or set STRATA_PYTHON",
                    e);
        }
    }

    private static String lastLine(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log).stream().filter(l -> !l.isBlank()).toList();
        return lines.isEmpty() ? "no output" : lines.getLast();
    }
}
