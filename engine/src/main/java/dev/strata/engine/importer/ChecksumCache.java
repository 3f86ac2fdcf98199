package dev.strata.engine.importer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Checksums of model files, remembered in a folder beside the imports by what the file system says
 * of a file: its inode, size and times of change.
 *
 * <p>Every write moves the time of change of the inode, which no program can set back. A file that
 * changed less than two seconds before it was read is not remembered: another write could fall into
 * the same tick of the clock. Where the file system tells no such time, nothing is remembered. Safe
 * for any number of threads and processes: an entry appears whole or not at all.
 */
final class ChecksumCache {
    private static final Duration SETTLED = Duration.ofSeconds(2);
    private static final String FACTS = "unix:dev,ino,size,lastModifiedTime,ctime";

    private final Path folder;
    private final InstantSource clock;

    ChecksumCache(Path cacheRoot, InstantSource clock) {
        this.folder = cacheRoot.resolve("checksums");
        this.clock = clock;
    }

    /** The SHA-256 of {@code file} in hex: the remembered one, else the computed one. */
    String of(Path file, Supplier<String> computed) {
        Optional<Facts> before = facts(file);
        Optional<String> known = before.flatMap(this::remembered);
        if (known.isPresent()) {
            return known.get();
        }
        boolean settled =
                before.filter(f -> f.changed().plus(SETTLED).isBefore(clock.instant())).isPresent();
        String sha256 = computed.get();
        if (settled && before.equals(facts(file))) {
            remember(before.get(), sha256);
        }
        return sha256;
    }

    /** The remembered SHA-256 of {@code file} in hex; it is not read. */
    Optional<String> known(Path file) {
        return facts(file).flatMap(this::remembered);
    }

    /**
     * What the file system says of a file.
     *
     * @param inode of its file system, and that file system's number
     * @param line all of it, for comparison
     */
    private record Facts(String inode, Instant changed, String line) {}

    private static Optional<Facts> facts(Path file) {
        try {
            Map<String, Object> all = new TreeMap<>(Files.readAttributes(file, FACTS));
            return all.get("ctime") instanceof FileTime changed
                    ? Optional.of(
                            new Facts(
                                    all.get("dev") + "-" + all.get("ino"),
                                    changed.toInstant(),
                                    all.toString()))
                    : Optional.empty();
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException _) {
            // A file system that does not tell; whoever opens the file meets what is wrong with it.
            return Optional.empty();
        }
    }

    private Optional<String> remembered(Facts facts) {
        try {
            String[] lines = Files.readString(folder.resolve(facts.inode())).split("\n", -1);
            return lines.length == 2 && lines[0].equals(facts.line())
                    ? Optional.of(lines[1])
                    : Optional.empty();
        } catch (IOException _) {
            // Not remembered yet: the file is read.
            return Optional.empty();
        }
    }

    private void remember(Facts facts, String sha256) {
        try {
            Files.createDirectories(folder);
            Path part = Files.createTempFile(folder, "part", null);
            Files.writeString(part, facts.line() + "\n" + sha256);
            Files.move(part, folder.resolve(facts.inode()), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException _) {
            // The next import reads the file again; this one has its checksum.
        }
    }
}
