package dev.strata.router.policy;

import dev.strata.router.settings.SettingsException;
import dev.strata.router.settings.SettingsText;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The policy in force, read again while running: each {@link #look} compares the file's content
 * with the one seen last. What cannot be used leaves the last good policy in force. Thread-safe;
 * one thread looks at a time.
 */
public final class LivePolicy {
    private final Optional<Path> file;
    private volatile Seen seen;

    /**
     * What the last look found.
     *
     * @param sha256 of the content that was looked at last; empty where it could not be read
     * @param policy in force
     * @param problem of the content that was looked at last; empty where it is in force
     */
    private record Seen(String sha256, Policy policy, Optional<String> problem) {}

    private LivePolicy(Optional<Path> file, Seen seen) {
        this.file = file;
        this.seen = seen;
    }

    /** The bundled policy, which never changes. */
    public static LivePolicy bundled() {
        return new LivePolicy(Optional.empty(), new Seen("", Policy.bundled(), Optional.empty()));
    }

    /**
     * The policy of a file.
     *
     * @throws SettingsException where the file cannot be used: a first policy must be good
     */
    public static LivePolicy of(Path file) {
        SettingsText text = SettingsText.read(file);
        return new LivePolicy(
                Optional.of(file),
                new Seen(SettingsText.sha256(text.text()), Policy.of(text), Optional.empty()));
    }

    /** The last good policy. */
    public Policy policy() {
        return seen.policy();
    }

    /** Why the file's content is not in force; empty where it is. */
    public Optional<String> problem() {
        return seen.problem();
    }

    /**
     * Looks at the file.
     *
     * @return true where anything changed: the policy, or what is wrong with the file
     */
    public boolean look() {
        if (file.isEmpty()) {
            return false;
        }
        Seen before = seen;
        Seen now = read(file.get(), before);
        seen = now;
        return !now.sha256().equals(before.sha256());
    }

    private static Seen read(Path file, Seen before) {
        String sha256 = "";
        try {
            SettingsText text = SettingsText.read(file);
            sha256 = SettingsText.sha256(text.text());
            return sha256.equals(before.sha256())
                    ? before
                    : new Seen(sha256, Policy.of(text), Optional.empty());
        } catch (SettingsException e) {
            return new Seen(sha256, before.policy(), Optional.of(String.valueOf(e.getMessage())));
        }
    }
}
