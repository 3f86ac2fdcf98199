package dev.strata.feed.dataset;

import dev.strata.feed.error.FeedException;
import dev.strata.feed.error.FeedException.Code;
import dev.strata.process.SoleUse;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** One process at a time per folder; the system frees the lock when the process ends. */
public final class FolderLock {
    private FolderLock() {}

    /**
     * Makes {@code folder} where missing and locks it.
     *
     * @param role what the caller is to the folder, e.g. {@code builder}
     * @param remedy what whoever is refused can do
     * @return the lock, held until it is closed
     * @throws FeedException where another, of this process or not, has it
     */
    public static FileChannel take(Path folder, String role, String remedy) throws IOException {
        Files.createDirectories(folder);
        return SoleUse.take(folder.resolve(".lock"))
                .orElseThrow(() ->
                        new FeedException(
                                Code.BAD_INPUT,
                                "folder '%s' is in use: expected to be its only %s, got another one's lock; %s"
                                        .formatted(folder, role, remedy)));
    }
}
