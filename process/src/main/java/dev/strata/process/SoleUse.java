package dev.strata.process;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * What one holder at a time may use, of this process or another. The operating system gives it back
 * however the holder ends. Thread-safe.
 */
public final class SoleUse {
    private SoleUse() {}

    /**
     * Takes what {@code file} stands for; the file is made where missing and its content is left.
     *
     * @return open for writing, held until it is closed; empty where another holds it
     */
    public static Optional<FileChannel> take(Path file) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (of(channel)) {
            return Optional.of(channel);
        }
        channel.close();
        return Optional.empty();
    }

    /** True where nobody else holds the file of {@code channel}, which holds it until closed. */
    public static boolean of(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException _) {
            return false; // held by this very process
        }
    }
}
