package dev.strata.models;

import dev.strata.models.ModelException.Code;
import java.io.File;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;

/** Brings one model file into the store. One at a time in this process and among processes. */
final class Fetch {
    private static final ReentrantLock IN_THIS_PROCESS = new ReentrantLock();
    private static final long SLACK_BYTES = 16L << 20;

    /** The bytes that came are not those of the catalogue. */
    private static final class WrongSum extends IOException {
        private static final long serialVersionUID = 1L;

        WrongSum(String expected, String got) {
            super(
                    "wrong checksum: expected sha256 %s, got %s; what came was deleted"
                            .formatted(expected, got));
        }
    }

    private final Path home;
    private final Surroundings surroundings;

    Fetch(Path home, Surroundings surroundings) {
        this.home = home;
        this.surroundings = surroundings;
    }

    Path bring(CatalogueEntry entry, FetchProgress progress) {
        Path work = home.resolve(".fetch").resolve(entry.file());
        IN_THIS_PROCESS.lock();
        try {
            Files.createDirectories(work);
            try (FileChannel channel =
                            FileChannel.open(
                                    work.resolve("lock"),
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.WRITE);
                    FileLock _ = channel.lock()) {
                return locked(entry, work, progress);
            }
        } catch (IOException e) {
            throw failure(entry, e);
        } finally {
            IN_THIS_PROCESS.unlock();
        }
    }

    private Path locked(CatalogueEntry entry, Path work, FetchProgress progress)
            throws IOException {
        Path file = home.resolve(entry.file());
        if (Files.exists(file)) {
            progress.accept(entry, new FetchEvent.Checking());
            if (Stamp.holds(file, entry.sha256()) || Checksum.of(file).equals(entry.sha256())) {
                return ready(entry, file, false, progress);
            }
            Files.delete(file);
        }
        requireSpace(entry, work);
        List<String> passed = new ArrayList<>();
        boolean wrong = false;
        for (Source source : entry.sources()) {
            progress.accept(entry, new FetchEvent.Trying(source));
            try {
                Path draft = take(entry, source, work, progress);
                progress.accept(entry, new FetchEvent.Checking());
                requireSum(entry, draft, work);
                Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
                Folders.delete(work);
                return ready(entry, file, true, progress);
            } catch (IOException e) {
                requireRoom(entry, e);
                wrong |= e instanceof WrongSum;
                passed.add(source.describe() + ": " + words(e));
                progress.accept(entry, new FetchEvent.Passed(source, words(e)));
            }
        }
        throw nothing(entry, wrong, passed);
    }

    private static void requireSum(CatalogueEntry entry, Path draft, Path work) throws IOException {
        String got = Checksum.of(draft);
        if (!got.equals(entry.sha256())) {
            Folders.delete(work.resolve("parts"));
            Files.delete(draft);
            throw new WrongSum(entry.sha256(), got);
        }
    }

    private static ModelException nothing(
            CatalogueEntry entry, boolean wrong, List<String> passed) {
        return new ModelException(
                wrong ? Code.WRONG_CHECKSUM : Code.NO_SOURCE,
                "model '%s' cannot be fetched: expected %d bytes with sha256 %s, got: %s; correct a source, or put the file into a folder and name that in STRATA_MODEL_PATH"
                        .formatted(
                                entry.model(),
                                entry.bytes(),
                                entry.sha256(),
                                String.join("; ", passed)));
    }

    private static Path ready(
            CatalogueEntry entry, Path file, boolean fetched, FetchProgress progress)
            throws IOException {
        Stamp.write(file, entry.sha256());
        progress.accept(entry, new FetchEvent.Ready(file, fetched));
        return file;
    }

    private Path take(CatalogueEntry entry, Source source, Path work, FetchProgress progress)
            throws IOException {
        LongConsumer bytes =
                done ->
                        progress.accept(
                                entry,
                                new FetchEvent.Advanced(
                                        Math.min(done, entry.bytes()), entry.bytes()));
        return switch (source) {
            case Source.LocalPath local -> copy(entry, local, work.resolve("local"));
            case Source.Hub hub -> {
                Path draft = work.resolve("hub");
                new HubFetch(hub.uri(), surroundings.connect(), surroundings.read())
                        .fetch(draft, entry.bytes(), bytes);
                yield draft;
            }
            case Source.PythonParts parts -> {
                Path draft = work.resolve("joined");
                new PythonPartsFetch(surroundings.wheels(), parts, work.resolve("parts"))
                        .fetch(draft, bytes);
                yield draft;
            }
            case Source.Generated _, Source.Folder _ -> throw new IOException("it is not fetched");
        };
    }

    /** A hard link where the disk allows it, else a copy. */
    private Path copy(CatalogueEntry entry, Source.LocalPath local, Path draft) throws IOException {
        String folders = surroundings.environment().getOrDefault(local.variable(), "");
        for (String folder : folders.split(File.pathSeparator)) {
            for (String name : List.of(entry.file(), entry.tier() + ".gguf")) {
                Path file = Path.of(folder, name);
                if (!folder.isBlank() && Files.isRegularFile(file)) {
                    Files.deleteIfExists(draft);
                    link(draft, file);
                    return draft;
                }
            }
        }
        throw new IOException(folders.isBlank() ? "not set" : "no such file in " + folders);
    }

    private static void link(Path draft, Path file) throws IOException {
        try {
            Files.createLink(draft, file.toRealPath());
        } catch (IOException | UnsupportedOperationException _) {
            Files.copy(file, draft);
        }
    }

    private void requireSpace(CatalogueEntry entry, Path work) throws IOException {
        boolean inParts =
                entry.sources().stream()
                        .anyMatch(s -> s instanceof Source.PythonParts parts && parts.parts() > 1);
        long need = entry.bytes() * (inParts ? 2 : 1) + SLACK_BYTES - Folders.bytes(work);
        long free = surroundings.disk().freeBytes(home);
        if (free < need) {
            throw noSpace(entry, need, free);
        }
    }

    private void requireRoom(CatalogueEntry entry, IOException cause) throws IOException {
        long free = surroundings.disk().freeBytes(home);
        if (free < SLACK_BYTES) {
            ModelException full = noSpace(entry, entry.bytes(), free);
            full.addSuppressed(cause);
            throw full;
        }
    }

    private ModelException noSpace(CatalogueEntry entry, long need, long free) {
        return new ModelException(
                Code.NO_SPACE,
                "model '%s' does not fit on the disk of '%s': expected %d MB free, got %d MB; free some space or set STRATA_HOME to another disk"
                        .formatted(entry.model(), home, need >> 20, free >> 20));
    }

    private static String words(IOException e) {
        return e instanceof UnknownHostException
                ? "no network to it (unknown host " + e.getMessage() + ")"
                : String.valueOf(e.getMessage());
    }

    private static ModelException failure(CatalogueEntry entry, IOException e) {
        return new ModelException(
                Code.IO,
                "model '%s' cannot be stored: expected a writable folder, got %s; check the folder's rights"
                        .formatted(entry.model(), e),
                e);
    }
}
