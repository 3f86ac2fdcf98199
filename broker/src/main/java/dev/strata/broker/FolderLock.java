package dev.strata.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * One broker at a time per folder; the system frees the lock when the process ends, however it
 * ends.
 *
 * <p>Kafka's own lock comes too late: a node that is broker and controller appends to the metadata
 * log before its broker half locks the folder, and two nodes on one log read it for ever.
 */
final class FolderLock implements AutoCloseable {
    private final FileChannel file;

    private FolderLock(FileChannel file) {
        this.file = file;
    }

    /** Takes the lock, or refuses at once where another broker has it. */
    static FolderLock take(Path folder) {
        try {
            Files.createDirectories(folder);
            FileChannel file =
                    FileChannel.open(
                            folder.resolve("broker.lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            if (isTaken(file)) {
                file.close();
                throw new BrokerException(
                        "broker folder '%s' is in use: expected a folder that no other broker has open; end the other broker or choose another --dir"
                                .formatted(folder));
            }
            return new FolderLock(file);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "broker folder '%s' cannot be made or locked; check --dir".formatted(folder),
                    e);
        }
    }

    private static boolean isTaken(FileChannel file) throws IOException {
        try {
            FileLock lock = file.tryLock();
            return lock == null;
        } catch (OverlappingFileLockException _) {
            return true;
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the lock of a broker's folder cannot be freed", e);
        }
    }
}
