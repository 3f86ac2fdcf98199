package dev.strata.gateway.reload;

import static java.util.Objects.requireNonNull;

import dev.strata.router.settings.LiveFile;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Settings that come from a file and may change with it.
 *
 * @param name a word, which the health check and the metric are called by
 * @param version of what is in force
 * @param problem of what the file says now; empty where it is in force
 * @param look looks at the file; true where anything changed
 */
public record LiveSettings(
        String name,
        Supplier<String> version,
        Supplier<Optional<String>> problem,
        BooleanSupplier look) {
    public LiveSettings {
        requireNonNull(name, "name is null");
    }

    /** Those of one file. */
    public static <T> LiveSettings of(String name, LiveFile<T> file, Function<T, String> version) {
        return new LiveSettings(name, () -> version.apply(file.value()), file::problem, file::look);
    }
}
