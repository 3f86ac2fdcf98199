package dev.strata.cli.home;

import dev.strata.models.ModelStore;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The folder of everything that Strata keeps on a machine.
 *
 * @param folder usually {@code ~/.strata}
 */
public record Home(Path folder) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    /** STRATA_HOME, or {@code ~/.strata}. */
    public static Home ofEnvironment() {
        return of(System.getenv());
    }

    static Home of(Map<String, String> environment) {
        String set = environment.getOrDefault("STRATA_HOME", "");
        Path folder =
                set.isBlank() ? Path.of(System.getProperty("user.home"), ".strata") : Path.of(set);
        return new Home(folder.toAbsolutePath().normalize());
    }

    /** Model files. */
    public Path models() {
        return folder.resolve("models");
    }

    /** The store of the model files. */
    public ModelStore store() {
        return new ModelStore(models());
    }

    /** Imported graphs. */
    public Path cache() {
        return folder.resolve("cache");
    }

    /** Programs of others that benches and tests install. */
    public Path tools() {
        return folder.resolve("tools");
    }

    /**
     * Lock, logs, Kafka's log, spool, datasets and keys of the mesh called {@code name}.
     *
     * @throws IllegalArgumentException where the name could lead out of its place
     */
    public Path state(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "state name '%s' cannot be used: expected letters, digits, '.', '_' and '-', beginning with a letter or digit; choose another --state"
                            .formatted(name));
        }
        return folder.resolve("state").resolve(name);
    }
}
