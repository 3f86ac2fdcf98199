package dev.strata.feed.bench;

import dev.strata.feed.error.FeedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A Python environment of its own, made once.
 *
 * @param folder where it is
 */
record PythonEnvironment(Path folder) {
    /** Folder {@code name} among the tools of this machine, unless {@code given}. */
    static PythonEnvironment named(String name, @org.jspecify.annotations.Nullable Path given) {
        String home = System.getenv("STRATA_HOME");
        Path base =
                home == null ? Path.of(System.getProperty("user.home"), ".strata") : Path.of(home);
        return new PythonEnvironment(given != null ? given : base.resolve("tools").resolve(name));
    }

    /**
     * Makes the environment where it is missing.
     *
     * @param imports what works once it is whole
     * @param installs arguments of {@code pip install}, one list after the other
     */
    void install(String imports, List<List<String>> installs)
            throws IOException, InterruptedException {
        if (Files.exists(python())
                && run(List.of("-c", imports), ProcessBuilder.Redirect.DISCARD) == 0) {
            return;
        }
        System.err.printf("feed: installing %s into %s%n", installs, folder);
        int status = start(List.of("python3", "-m", "venv", folder.toString()));
        for (List<String> install : installs) {
            List<String> pip = new ArrayList<>(List.of("-m", "pip", "install", "-q"));
            pip.addAll(install);
            status = status == 0 ? run(pip, ProcessBuilder.Redirect.DISCARD) : status;
        }
        if (status != 0) {
            throw new FeedException(
                    FeedException.Code.BAD_INPUT,
                    "environment '%s' cannot be made: expected python3 with venv and pip to install %s, got exit status %d; pass --python with one that has them"
                            .formatted(folder, installs, status));
        }
    }

    /** Runs a script of this package and gives what it said; both streams. */
    String script(String name, Path work, List<String> arguments)
            throws IOException, InterruptedException {
        Path script = work.resolve(name);
        try (InputStream in = PythonEnvironment.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("resource '%s' is missing".formatted(name));
            }
            Files.copy(in, script);
        }
        Path log = work.resolve(name + ".log");
        List<String> all = new ArrayList<>(List.of(script.toString()));
        all.addAll(arguments);
        int status = run(all, ProcessBuilder.Redirect.to(log.toFile()));
        String said = Files.readString(log);
        if (status != 0) {
            throw new FeedException(
                    FeedException.Code.BAD_INPUT,
                    "script '%s' failed: expected exit status 0, got %d; its last words: %s"
                            .formatted(
                                    name,
                                    status,
                                    said.substring(Math.max(0, said.length() - 600)).strip()));
        }
        return said;
    }

    private Path python() {
        return folder.resolve("bin/python");
    }

    private int run(List<String> arguments, ProcessBuilder.Redirect output)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(python().toString()));
        command.addAll(arguments);
        return wait(new ProcessBuilder(command).redirectOutput(output));
    }

    private static int start(List<String> command) throws IOException, InterruptedException {
        return wait(new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD));
    }

    private static int wait(ProcessBuilder builder) throws IOException, InterruptedException {
        Process process = builder.redirectErrorStream(true).start();
        try {
            return process.waitFor();
        } finally {
            process.destroy();
        }
    }
}
