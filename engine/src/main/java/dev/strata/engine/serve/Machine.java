package dev.strata.engine.serve;

import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** What tells this machine's processor from others. */
final class Machine {
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

    private Machine() {}

    /** Differs where the processor's model or its instructions differ. */
    static String fingerprint() {
        try (var lines = Files.lines(PROCESSORS)) {
            String words =
                    lines.filter(line -> line.startsWith("model name") || line.startsWith("flags"))
                            .distinct()
                            .collect(Collectors.joining());
            return Integer.toHexString(words.hashCode());
        } catch (IOException e) {
            throw broken(PROCESSORS, e);
        }
    }

    static EngineException broken(Path path, IOException cause) {
        return new EngineException(
                EngineError.RUNTIME,
                "'%s' cannot be used: expected a readable and writable place, got %s; correct its permissions"
                        .formatted(path, cause),
                cause);
    }
}
