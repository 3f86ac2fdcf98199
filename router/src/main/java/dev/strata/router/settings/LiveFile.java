package dev.strata.router.settings;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a file says, read again while running: each {@link #look} compares its content with the one
 * seen last. What cannot be used leaves the last good one in force. Thread-safe; one thread looks
 * at a time.
 */
public final class LiveFile<T> {
    private final Optional<Path> file;
    private final Function<SettingsText, T> reader;
    private volatile Seen<T> seen;

    /**
     * What the last look found.
     *
     * @param sha256 of the content that was looked at last; empty where it could not be read
     * @param value in force
     * @param problem of the content that was looked at last; empty where it is in force
     */
    private record Seen<T>(String sha256, T value, Optional<String> problem) {}

    private LiveFile(Optional<Path> file, Function<SettingsText, T> reader, Seen<T> seen) {
        this.file = file;
        this.reader = reader;
        this.seen = seen;
    }

    /** What never changes. */
    public static <T> LiveFile<T> fixed(T value) {
        return new LiveFile<>(
                Optional.empty(), _ -> value, new Seen<>("", value, Optional.empty()));
    }

    /**
     * What a file says.
     *
     * @param reader of its content; throws {@link SettingsException}, {@link
     *     IllegalArgumentException} or {@link UncheckedIOException} where it cannot be used
     * @throws SettingsException where the file cannot be used: the first content must be good
     */
    public static <T> LiveFile<T> of(Path file, Function<SettingsText, T> reader) {
        SettingsText text = SettingsText.read(file);
        return new LiveFile<>(
                Optional.of(file),
                reader,
                new Seen<>(SettingsText.sha256(text.text()), reader.apply(text), Optional.empty()));
    }

    /** The last good one. */
    public T value() {
        return seen.value();
    }

    /** Why the file's content is not in force; empty where it is. */
    public Optional<String> problem() {
        return seen.problem();
    }

    /**
     * Looks at the file.
     *
     * @return true where anything changed: what is in force, or what is wrong with the file
     */
    public boolean look() {
        if (file.isEmpty()) {
            return false;
        }
        Seen<T> before = seen;
        Seen<T> now = read(file.get(), before);
        seen = now;
        return !now.sha256().equals(before.sha256());
    }

    private Seen<T> read(Path from, Seen<T> before) {
        String sha256 = "";
        try {
            SettingsText text = SettingsText.read(from);
            sha256 = SettingsText.sha256(text.text());
            return sha256.equals(before.sha256())
                    ? before
                    : new Seen<>(sha256, reader.apply(text), Optional.empty());
        } catch (SettingsException | IllegalArgumentException | UncheckedIOException e) {
            return new Seen<>(sha256, before.value(), Optional.of(String.valueOf(e.getMessage())));
        }
    }
}
