package dev.strata.broker;

import dev.strata.process.SoleUse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

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
            return new FolderLock(
                    SoleUse.take(folder.resolve("broker.lock"))
                            .orElseThrow(() ->
                                    new BrokerException(
                                            "broker folder '%s' is in use: expected a folder that no other broker has open; end the other broker or choose another --dir"
                                                    .formatted(folder))));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "broker folder '%s' cannot be made or locked; check --dir".formatted(folder),
                    e);
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
