package dev.strata.tier.model;

import dev.strata.engine.AdapterInfo;
import dev.strata.engine.Adapters;
import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * One model's adapters as a folder has them: each of its folders is one, by its name.
 *
 * <p>What is no adapter is said once and tried again when its files change; what cannot be loaded
 * for another reason, such as a budget that is full, is tried at each look and said when that
 * changes. Files that changed a moment ago may still be being written: they are looked at again.
 * One thread.
 */
final class AdapterFolder {
    private static final Logger LOG = Logger.getLogger(AdapterFolder.class);
    private static final Duration SETTLED = Duration.ofSeconds(1);

    /** No adapter is called so. */
    private static final String LISTING = "";

    private final String tier;
    private final Path folder;
    private final InstantSource clock;
    private final Map<String, String> seen = new HashMap<>();
    private final Map<String, String> said = new HashMap<>();

    AdapterFolder(String tier, Path folder, InstantSource clock) {
        this.tier = tier;
        this.folder = folder;
        this.clock = clock;
    }

    /** What the file system says of an adapter's files. */
    private record Stamp(String words, Instant changed) {}

    /** Loads what came or changed, and unloads what went. */
    void look(Adapters adapters) {
        Optional<Map<String, Path>> listed = folders();
        if (listed.isEmpty()) {
            return;
        }
        Map<String, Path> there = listed.get();
        seen.keySet().retainAll(there.keySet());
        said.keySet().retainAll(there.keySet());
        for (AdapterInfo loaded : adapters.list()) {
            if (!there.containsKey(loaded.name()) && adapters.unload(loaded.name())) {
                LOG.infof("tier '%s': adapter '%s' is gone", tier, loaded.name());
            }
        }
        there.forEach((name, path) -> {
            Stamp stamp = stamp(path);
            boolean settled = stamp.changed().plus(SETTLED).isBefore(clock.instant());
            if (settled && !stamp.words().equals(seen.get(name))) {
                if (isSettled(adapters, name, path)) {
                    seen.put(name, stamp.words());
                }
            }
        });
    }

    /** True where it is loaded, or never will be as its files are. */
    private boolean isSettled(Adapters adapters, String name, Path path) {
        try {
            AdapterInfo info = adapters.load(name, path);
            LOG.infof("tier '%s': adapter '%s' of rank %d is ready", tier, name, info.rank());
            said.remove(name);
            return true;
        } catch (RuntimeException | OutOfMemoryError e) {
            String words = String.valueOf(e.getMessage());
            if (!words.equals(said.put(name, words))) {
                LOG.errorf("tier '%s': adapter '%s' is not loaded: %s", tier, name, words);
            }
            return e instanceof EngineException refused && refused.code() == EngineError.BAD_MODEL;
        }
    }

    /** Empty where they cannot be listed: what is loaded stays. */
    private Optional<Map<String, Path>> folders() {
        Map<String, Path> there = new TreeMap<>();
        try (Stream<Path> entries = Files.list(folder)) {
            entries.filter(Files::isDirectory)
                    .filter(each -> !each.getFileName().toString().startsWith("."))
                    .forEach(each -> there.put(each.getFileName().toString(), each));
            said.remove(LISTING);
            return Optional.of(there);
        } catch (NoSuchFileException | NotDirectoryException _) {
            // Nothing there is no adapters, unless there were some: then a volume is away.
            return seen.isEmpty() ? Optional.of(Map.of()) : unlisted("it is gone");
        } catch (IOException | UncheckedIOException e) {
            return unlisted(e.toString());
        }
    }

    private Optional<Map<String, Path>> unlisted(String why) {
        if (!why.equals(said.put(LISTING, why))) {
            LOG.warnf("tier '%s': adapters in '%s' cannot be listed: %s", tier, folder, why);
        }
        return Optional.empty();
    }

    private static Stamp stamp(Path adapter) {
        StringBuilder words = new StringBuilder();
        Instant changed = Instant.EPOCH;
        try (Stream<Path> files = Files.list(adapter)) {
            for (Path file : files.sorted().toList()) {
                Instant time = Files.getLastModifiedTime(file).toInstant();
                changed = time.isAfter(changed) ? time : changed;
                words.append(file.getFileName()).append(' ').append(Files.size(file)).append(' ');
                words.append(time).append(' ');
            }
        } catch (IOException | UncheckedIOException e) {
            words.append(e); // it is going; loading it says what is wrong
        }
        return new Stamp(words.toString(), changed);
    }
}
