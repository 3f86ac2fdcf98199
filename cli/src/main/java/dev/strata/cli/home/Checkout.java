package dev.strata.cli.home;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The built checkout that this command runs from.
 *
 * @param root the folder of {@code strata} and of the modules
 */
public record Checkout(Path root) {
    /** STRATA_ROOT, which the launcher sets, or the working folder. */
    public static Checkout ofEnvironment() {
        return of(System.getenv());
    }

    static Checkout of(Map<String, String> environment) {
        return new Checkout(
                Path.of(environment.getOrDefault("STRATA_ROOT", ".")).toAbsolutePath().normalize());
    }

    /**
     * A file that the build made.
     *
     * @throws IllegalStateException where it is missing
     */
    public Path built(String path) {
        Path file = root.resolve(path);
        if (!Files.exists(file)) {
            throw new IllegalStateException(
                    "build of '%s' is not whole: expected %s, got no such file; run ./strata build"
                            .formatted(root, file));
        }
        return file;
    }
}
