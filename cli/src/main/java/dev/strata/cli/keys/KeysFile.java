package dev.strata.cli.keys;

import dev.strata.cli.home.Home;
import dev.strata.seal.apikey.KeyRing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which file of keys a command works on. */
final class KeysFile {
    @Option(
            names = "--state",
            paramLabel = "NAME",
            defaultValue = "default",
            description = "Whose keys: a mesh of this machine (default ${DEFAULT-VALUE}).")
    private String state = "default";

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "A keys file elsewhere: the gateway's strata.tenants.keys-file.")
    private @Nullable Path file;

    Path path() {
        Path named = file;
        return named == null ? ofMesh(Home.ofEnvironment().state(state)) : named;
    }

    /** Where the keys of a mesh on this machine are. */
    static Path ofMesh(Path state) {
        return state.resolve("keys").resolve("api-keys");
    }

    /** What to know of a mesh that has no state yet; empty for one that has, and for a file. */
    Optional<String> remark() {
        return file != null || Files.isDirectory(Home.ofEnvironment().state(state))
                ? Optional.empty()
                : Optional.of(
                        "Mesh '%s' has not run yet; ./strata run --state %s takes its keys over."
                                .formatted(state, state));
    }

    KeyRing read() {
        return KeyRing.read(path());
    }

    /** Changes the file; two commands at once do so one after the other. */
    void change(UnaryOperator<KeyRing> change) {
        KeyRing.change(path(), change);
    }
}
