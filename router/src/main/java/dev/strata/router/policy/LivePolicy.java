package dev.strata.router.policy;

import dev.strata.router.settings.LiveFile;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The policy in force, read again while running; what cannot be used leaves the last good policy in
 * force. Thread-safe; one thread looks at a time.
 */
public final class LivePolicy {
    private final LiveFile<Policy> file;

    private LivePolicy(LiveFile<Policy> file) {
        this.file = file;
    }

    /** The bundled policy, which never changes. */
    public static LivePolicy bundled() {
        return new LivePolicy(LiveFile.fixed(Policy.bundled()));
    }

    /**
     * The policy of a file.
     *
     * @throws dev.strata.router.settings.SettingsException where the file cannot be used: a first
     *     policy must be good
     */
    public static LivePolicy of(Path file) {
        return new LivePolicy(LiveFile.of(file, Policy::of));
    }

    /** The last good policy. */
    public Policy policy() {
        return file.value();
    }

    /** Why the file's content is not in force; empty where it is. */
    public Optional<String> problem() {
        return file.problem();
    }

    /**
     * Looks at the file.
     *
     * @return true where anything changed: the policy, or what is wrong with the file
     */
    public boolean look() {
        return file.look();
    }
}
