package dev.strata.feed.dataset;

import dev.strata.feed.build.Zone;
import dev.strata.feed.error.FeedException;
import dev.strata.feed.error.FeedException.Code;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The datasets of one zone: {@code <out>/<zone>/<name>/}. A dataset is written under a name that
 * begins with {@code _} and renamed when it is whole. One process at a time.
 */
public final class DatasetFolder implements AutoCloseable {
    private static final String MANIFEST = "manifest.json";
    private static final String DRAFT = "_tmp-";
    private static final String REPLACED = "_replaced-";

    private final Path folder;
    private final Zone zone;
    private final FileChannel lockFile;

    private DatasetFolder(Path folder, Zone zone, FileChannel lockFile) {
        this.folder = folder;
        this.zone = zone;
        this.lockFile = lockFile;
    }

    /** A dataset that is being written. */
    public record Draft(String dataset, Path path) {}

    /** A dataset that is there, with its manifest's SHA-256. */
    public record Found(Path path, Manifest manifest, String manifestSha256) {}

    /**
     * Opens the datasets of {@code zone} in {@code out}, made where missing; clears away what a
     * killed run left.
     */
    public static DatasetFolder open(Path out, Zone zone) {
        Path folder = out.resolve(zone.label());
        try {
            FileChannel file =
                    FolderLock.take(folder, "builder", "wait for it or choose another --out");
            DatasetFolder datasets = new DatasetFolder(folder, zone, file);
            datasets.recover();
            return datasets;
        } catch (IOException e) {
            throw refused(folder, e);
        }
    }

    /** The dataset called {@code name}, if it is there. */
    public Optional<Found> find(String name) {
        Path path = folder.resolve(name);
        if (!Files.isDirectory(path)) {
            return Optional.empty();
        }
        try {
            byte[] bytes = Files.readAllBytes(path.resolve(MANIFEST));
            Manifest manifest = DatasetJson.read(bytes, Manifest.class);
            if (manifest.format() != Manifest.FORMAT || !manifest.zone().equals(zone.label())) {
                throw new IOException(
                        "format %d of zone %s".formatted(manifest.format(), manifest.zone()));
            }
            return Optional.of(new Found(path, manifest, DatasetJson.sha256(bytes)));
        } catch (IOException | RuntimeException e) {
            throw new FeedException(
                    Code.INCONSISTENT,
                    "dataset '%s' has no readable manifest: expected format %d of zone %s, got: %s; restore the folder from a copy, or move it away and build again"
                            .formatted(path, Manifest.FORMAT, zone.label(), e.getMessage()),
                    e);
        }
    }

    /** Names of the months that are there, in order. */
    public List<String> months() {
        return months(folder);
    }

    /** Names of the months of {@code zone} in {@code out}, in order; takes no lock. */
    public static List<String> months(Path out, Zone zone) {
        Path folder = out.resolve(zone.label());
        return Files.isDirectory(folder) ? months(folder) : List.of();
    }

    private static List<String> months(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(p -> p.getFileName().toString())
                    .filter(n -> n.matches("\\d{4}-\\d{2}"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw refused(folder, e);
        }
    }

    /** The folders of all datasets of both zones in {@code out}. */
    public static List<Path> all(Path out) {
        List<Path> all = new ArrayList<>();
        for (Zone zone : Zone.values()) {
            Path folder = out.resolve(zone.label());
            if (Files.isDirectory(folder)) {
                try (Stream<Path> datasets = Files.list(folder)) {
                    datasets.filter(p -> Files.exists(p.resolve(MANIFEST)))
                            .filter(p -> !p.getFileName().toString().startsWith("_"))
                            .sorted()
                            .forEach(all::add);
                } catch (IOException e) {
                    throw refused(folder, e);
                }
            }
        }
        return all;
    }

    /** Begins a dataset. */
    public Draft begin(String name) {
        Path path = folder.resolve(DRAFT + name);
        try {
            Files.createDirectory(path);
        } catch (IOException e) {
            throw refused(path, e);
        }
        return new Draft(name, path);
    }

    /** The writer of a draft's rows. */
    public DatasetWriter writer(Draft draft, String teacher) {
        try {
            return new DatasetWriter(zone, draft, teacher);
        } catch (IOException e) {
            throw refused(draft.path(), e);
        }
    }

    /** Publishes a draft under its name, in place of what was there. */
    public Found publish(Draft draft, Manifest manifest) {
        Path target = folder.resolve(draft.dataset());
        Path replaced = folder.resolve(REPLACED + draft.dataset());
        try {
            byte[] bytes = DatasetJson.pretty(manifest).getBytes(StandardCharsets.UTF_8);
            write(draft.path().resolve(MANIFEST), bytes);
            forceNames(draft.path());
            if (Files.exists(target)) {
                Files.move(target, replaced, StandardCopyOption.ATOMIC_MOVE);
            }
            Files.move(draft.path(), target, StandardCopyOption.ATOMIC_MOVE);
            forceNames(folder);
            remove(replaced);
            return new Found(target, manifest, DatasetJson.sha256(bytes));
        } catch (IOException e) {
            throw refused(target, e);
        }
    }

    /** Writes a text into a draft. */
    public Manifest.FileEntry text(Draft draft, String name, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try {
            write(draft.path().resolve(name), bytes);
        } catch (IOException e) {
            throw refused(draft.path().resolve(name), e);
        }
        return new Manifest.FileEntry(name, 0, bytes.length, DatasetJson.sha256(bytes));
    }

    /** An empty folder for what is needed only while {@code draft} is made; goes with it. */
    public Path work(Draft draft) {
        Path path = folder.resolve(DRAFT + "work-" + draft.dataset());
        try {
            return Files.createDirectory(path);
        } catch (IOException e) {
            throw refused(path, e);
        }
    }

    /** Takes a folder of {@link #work} away. */
    public void clear(Path work) {
        try {
            remove(work);
        } catch (IOException e) {
            throw refused(work, e);
        }
    }

    /** Takes a draft away. */
    public void abandon(Draft draft) {
        try {
            remove(draft.path());
        } catch (IOException e) {
            throw refused(draft.path(), e);
        }
    }

    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException e) {
            throw refused(folder, e);
        }
    }

    /** What is said where the disk refuses. */
    public static FeedException refused(Path path, IOException e) {
        return new FeedException(
                Code.CANNOT_WRITE,
                "folder '%s' cannot be written: expected room and permission, got: %s; nothing was published, correct it and run again"
                        .formatted(path, e),
                e);
    }

    private void recover() throws IOException {
        List<Path> left;
        try (Stream<Path> all = Files.list(folder)) {
            left = all.filter(p -> p.getFileName().toString().startsWith("_")).toList();
        }
        for (Path path : left) {
            String name = path.getFileName().toString();
            Path target = folder.resolve(name.replaceFirst("^" + REPLACED, ""));
            if (name.startsWith(REPLACED) && !Files.exists(target)) {
                // Killed between the two renames: the old one stands until there is a new one.
                Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
            } else if (name.startsWith(REPLACED) || name.startsWith(DRAFT)) {
                remove(path);
            }
        }
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        try (FileChannel out =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer left = ByteBuffer.wrap(bytes);
            while (left.hasRemaining()) {
                out.write(left);
            }
            out.force(true);
        }
    }

    private static void forceNames(Path folder) throws IOException {
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    private static void remove(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> tree = Files.walk(path)) {
            all = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path one : all) {
            Files.delete(one);
        }
    }
}
