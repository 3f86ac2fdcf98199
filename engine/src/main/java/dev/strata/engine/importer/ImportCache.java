package dev.strata.engine.importer;

import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * A folder of imported models, one folder each, that appear whole or not at all.
 *
 * <p>Safe for any number of threads and processes: who imports a model holds its lock, the others
 * wait and find it done. What a killed import left is removed by the next one.
 */
final class ImportCache {
    private static final Map<Path, ReentrantLock> LOCKS = new ConcurrentHashMap<>();

    /** Fills a fresh folder. */
    interface Filling {
        void fill(Path folder) throws IOException, InterruptedException;
    }

    /** Whether a folder that is there is complete. */
    interface Check {
        boolean complete(Path folder) throws IOException;
    }

    private final Path root;

    ImportCache(Path root) {
        this.root = root.toAbsolutePath();
    }

    /** Where the folder of {@code key} is, or would be. */
    Path place(String key) {
        return root.resolve(key);
    }

    /**
     * The folder of {@code key}, filled if it is not there or not complete.
     *
     * @throws EngineException with RUNTIME where the disk refuses or the thread is interrupted
     */
    Path folder(String key, Check check, Filling filling) {
        Path folder = place(key);
        ReentrantLock lock = LOCKS.computeIfAbsent(folder, _ -> new ReentrantLock());
        try {
            if (check.complete(folder)) {
                return folder;
            }
            lock.lockInterruptibly();
            try {
                return fillLocked(folder, check, filling);
            } finally {
                lock.unlock();
            }
        } catch (IOException e) {
            throw new EngineException(
                    EngineError.RUNTIME,
                    "import cache '%s' cannot be written: expected room and permission, got %s; free space or choose another cache folder"
                            .formatted(root, e),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException(
                    EngineError.RUNTIME,
                    "import into '%s' was interrupted: expected to finish, got an interrupt; start it again"
                            .formatted(folder),
                    e);
        }
    }

    private Path fillLocked(Path folder, Check check, Filling filling)
            throws IOException, InterruptedException {
        Files.createDirectories(root);
        Path lockFile = root.resolve(folder.getFileName() + ".lock");
        try (FileChannel channel =
                        FileChannel.open(
                                lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock _ = channel.lock()) {
            if (check.complete(folder)) {
                return folder;
            }
            removeLeftovers(folder);
            Path part = Files.createTempDirectory(root, folder.getFileName() + ".");
            try {
                filling.fill(part);
                force(part);
                remove(folder);
                Files.move(part, folder, StandardCopyOption.ATOMIC_MOVE);
                force(root);
            } finally {
                remove(part);
            }
            return folder;
        }
    }

    private void removeLeftovers(Path folder) throws IOException {
        try (Stream<Path> siblings = Files.list(root)) {
            for (Path sibling :
                    siblings.filter(Files::isDirectory)
                            .filter(s ->
                                    s.getFileName()
                                            .toString()
                                            .startsWith(folder.getFileName() + "."))
                            .toList()) {
                remove(sibling);
            }
        }
    }

    private static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    private static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
