package dev.strata.e2e;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.Optional;
import java.util.function.Function;
import org.opentest4j.TestAbortedException;

/** Programs of others that a test runs; {@code ./strata test} installs them where it may. */
final class Tool {
    private Tool() {}

    /** What an environment variable names. */
    static <T> T ofVariable(String variable, String what, Function<String, T> read) {
        return Optional.ofNullable(System.getenv(variable))
                .map(read)
                .orElseGet(() -> skip(what + " (" + variable + ")"));
    }

    /** Skips the test loudly; in CI it fails. */
    static <T> T skip(String what) {
        String message = what + " is missing: ./strata test installs it where it may";
        if ("true".equals(System.getenv("CI"))) {
            return fail(message);
        }
        System.err.println("SKIPPED: " + message);
        throw new TestAbortedException(message);
    }
}
