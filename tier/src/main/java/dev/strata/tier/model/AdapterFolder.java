package dev.strata.tier.model;

import dev.strata.engine.AdapterInfo;
import dev.strata.engine.Adapters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * One model's adapters as a folder has them: each of its folders is one, by its name.
 *
 * <p>What cannot be loaded is said once and tried again when its files change. Files that changed a
 * moment ago may still be being written: they are looked at again. One thread.
 */
final class AdapterFolder {
    private static final Logger LOG = Logger.getLogger(AdapterFolder.class);
    private static final Duration SETTLED = Duration.ofSeconds(1);

    private final String tier;
    private final Path folder;
    private final InstantSource clock;
    private final Map<String, String> seen = new HashMap<>();

    AdapterFolder(String tier, Path folder, InstantSource clock) {
        this.tier = tier;
        this.folder = folder;
        this.clock = clock;
    }

    /** What the file system says of an adapter's files. */
    private record Stamp(String words, Instant changed) {}

    /** Loads what came or changed, and unloads what went. */
    void look(Adapters adapters) {
        Map<String, Path> there = folders();
        seen.keySet().retainAll(there.keySet());
        for (AdapterInfo loaded : adapters.list()) {
            if (!there.containsKey(loaded.name()) && adapters.unload(loaded.name())) {
                LOG.infof("tier '%s': adapter '%s' is gone", tier, loaded.name());
            }
        }
        there.forEach((name, path) -> {
            Stamp stamp = stamp(path);
            boolean settled = stamp.changed().plus(SETTLED).isBefore(clock.instant());
            if (settled && !stamp.words().equals(seen.get(name))) {
                seen.put(name, stamp.words());
                load(adapters, name, path);
            }
        });
    }

    private void load(Adapters adapters, String name, Path path) {
        try {
            AdapterInfo info = adapters.load(name, path);
            LOG.infof("tier '%s': adapter '%s' of rank %d is ready", tier, name, info.rank());
        } catch (RuntimeException e) {
            LOG.errorf("tier '%s': adapter '%s' is not loaded: %s", tier, name, e.getMessage());
        }
    }

    private Map<String, Path> folders() {
        Map<String, Path> there = new TreeMap<>();
        try (Stream<Path> entries = Files.list(folder)) {
            entries.filter(Files::isDirectory)
                    .filter(each -> !each.getFileName().toString().startsWith("."))
                    .forEach(each -> there.put(each.getFileName().toString(), each));
        } catch (NoSuchFileException | NotDirectoryException _) {
            // Nothing there is no adapters.
        } catch (IOException e) {
            LOG.warnf("tier '%s': adapters in '%s' cannot be listed: %s", tier, folder, e);
        }
        return there;
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
        } catch (IOException e) {
            words.append(e); // it is going; loading it says what is wrong
        }
        return new Stamp(words.toString(), changed);
    }
}
