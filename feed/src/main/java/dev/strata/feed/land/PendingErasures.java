package dev.strata.feed.land;

import dev.strata.feed.dataset.DatasetFolder;
import dev.strata.feed.dataset.DatasetJson;
import dev.strata.feed.error.FeedException;
import dev.strata.feed.error.FeedException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What was done for erasures that are not done yet, from one run to the next: a file beside what
 * landed. One thread.
 */
public final class PendingErasures {
    private static final String NAME = "erasures.json";

    private final Path file;
    private Map<String, Entry> entries;

    /**
     * What was done for one.
     *
     * @param datasets that held rows once
     */
    private record Entry(int keysDestroyed, List<String> datasets) {
        static final Entry NOTHING = new Entry(0, List.of());
    }

    private record Entries(Map<String, Entry> erasures) {}

    private PendingErasures(Path file, Map<String, Entry> entries) {
        this.file = file;
        this.entries = entries;
    }

    /** Reads the file in {@code folder}, where there is one. */
    public static PendingErasures in(Path folder) {
        Path file = folder.resolve(NAME);
        try {
            Map<String, Entry> entries =
                    Files.exists(file)
                            ? DatasetJson.read(Files.readAllBytes(file), Entries.class).erasures()
                            : Map.of();
            return new PendingErasures(file, new TreeMap<>(entries));
        } catch (IOException e) {
            throw new FeedException(
                    Code.INCONSISTENT,
                    "file '%s' cannot be read: expected what was done for erasures, got: %s; restore it, or delete it and build all months again"
                            .formatted(file, e.getMessage()),
                    e);
        }
    }

    int keysDestroyed(String id) {
        return entries.getOrDefault(id, Entry.NOTHING).keysDestroyed();
    }

    List<String> datasets(String id) {
        return entries.getOrDefault(id, Entry.NOTHING).datasets();
    }

    void destroyed(String id, int keys) {
        Entry before = entries.getOrDefault(id, Entry.NOTHING);
        entries.put(id, new Entry(before.keysDestroyed() + keys, before.datasets()));
        write();
    }

    void held(String id, List<String> datasets) {
        Entry before = entries.getOrDefault(id, Entry.NOTHING);
        TreeSet<String> all = new TreeSet<>(before.datasets());
        all.addAll(datasets);
        entries.put(id, new Entry(before.keysDestroyed(), List.copyOf(all)));
        write();
    }

    void keepOnly(Predicate<String> wanted) {
        Map<String, Entry> kept = new TreeMap<>(entries);
        kept.keySet().removeIf(id -> !wanted.test(id));
        entries = kept;
        write();
    }

    private void write() {
        Path draft = file.resolveSibling(NAME + ".draft");
        try {
            Files.writeString(draft, DatasetJson.line(new Entries(entries)));
            Files.move(
                    draft,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw DatasetFolder.refused(file, e);
        }
    }
}
