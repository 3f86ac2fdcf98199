package dev.strata.cli.process;

import dev.strata.process.SoleUse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The right to run in a state folder. Held by one process; the operating system takes it back
 * however that process ends.
 */
public final class StateLock implements AutoCloseable {
    private final FileChannel channel;

    private StateLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock of {@code state}.
     *
     * @throws IllegalStateException where another process holds it; the message names that one
     */
    public static StateLock take(Path state) {
        Path file = state.resolve("lock");
        try {
            Files.createDirectories(state);
            Optional<FileChannel> taken = SoleUse.take(file);
            if (taken.isEmpty()) {
                throw new IllegalStateException(
                        "state folder '%s' is in use: expected no other ./strata run, got process %s; end that one or choose another --state"
                                .formatted(state, Files.readString(file).strip()));
            }
            FileChannel channel = taken.get();
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(
                            ("" + ProcessHandle.current().pid())
                                    .getBytes(StandardCharsets.US_ASCII)));
            return new StateLock(channel);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "state folder '%s' cannot be used: expected to write %s, got %s; check the folder's rights"
                            .formatted(state, file, e.getMessage()),
                    e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("lock cannot be given back", e);
        }
    }
}
