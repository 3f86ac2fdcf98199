package dev.strata.router.cascade;

import dev.strata.router.settings.LiveFile;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The calibration in force, read again while running; one that cannot be used (corrupt, of another
 * schema) leaves the last good one in force. Thread-safe; one thread looks at a time.
 */
public final class LiveCascade {
    private final LiveFile<Cascade> file;

    private LiveCascade(LiveFile<Cascade> file) {
        this.file = file;
    }

    /** One that never changes. */
    public static LiveCascade fixed(Cascade cascade) {
        return new LiveCascade(LiveFile.fixed(cascade));
    }

    /**
     * The calibration of a file.
     *
     * @throws dev.strata.router.settings.SettingsException where the file cannot be used: the first
     *     one must be good
     */
    public static LiveCascade of(Path file) {
        return new LiveCascade(LiveFile.of(file, Cascade::of));
    }

    /** The last good one. */
    public Cascade cascade() {
        return file.value();
    }

    /** Why the file's content is not in force; empty where it is. */
    public Optional<String> problem() {
        return file.problem();
    }

    /**
     * Looks at the file.
     *
     * @return true where anything changed: what is in force, or what is wrong with the file
     */
    public boolean look() {
        return file.look();
    }
}
