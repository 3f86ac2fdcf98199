package dev.strata.gateway.admit;

import dev.strata.process.SoleUse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The ledger's file: lines are appended, and all of them replaced by a summary now and then. An
 * appended line outlives this process at once, and the machine once {@link #force} returned. Not
 * thread-safe.
 */
final class LedgerFile implements AutoCloseable {
    private final Path file;
    private final FileChannel lockChannel;
    private @Nullable FileChannel channel;
    private long bytes;

    private LedgerFile(Path file, FileChannel lockChannel) {
        this.file = file;
        this.lockChannel = lockChannel;
    }

    /**
     * Takes the file for this process alone.
     *
     * @throws IllegalStateException where another has it
     */
    static LedgerFile open(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        FileChannel lockChannel =
                SoleUse.take(file.resolveSibling(file.getFileName() + ".lock"))
                        .orElseThrow(() ->
                                new IllegalStateException(
                                        "strata.admit.ledger-file '%s' is in use: expected one of this gateway alone; name another"
                                                .formatted(file)));
        return new LedgerFile(file, lockChannel);
    }

    /** All entries up to the first that was cut. */
    List<LedgerEntry> read() throws IOException {
        List<LedgerEntry> entries = new ArrayList<>();
        if (Files.exists(file)) {
            for (String line : Files.readString(file).split("\n", -1)) {
                Optional<LedgerEntry> entry = LedgerEntry.parse(line);
                if (entry.isEmpty()) {
                    break;
                }
                entries.add(entry.get());
            }
        }
        return entries;
    }

    /** Puts {@code entries} in place of all that is there, whole or not at all. */
    void replace(List<LedgerEntry> entries) throws IOException {
        StringBuilder text = new StringBuilder();
        entries.forEach(entry -> text.append(entry.line()));
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(fresh, text);
        try (FileChannel written = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            written.force(true);
        }
        Files.move(
                fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        FileChannel before = channel;
        channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        bytes = text.length();
        if (before != null) {
            before.close();
        }
    }

    void append(LedgerEntry entry) throws IOException {
        ByteBuffer line = ByteBuffer.wrap(entry.line().getBytes(StandardCharsets.UTF_8));
        bytes += line.remaining();
        while (line.hasRemaining()) {
            opened().write(line);
        }
    }

    void force() throws IOException {
        opened().force(false);
    }

    long bytes() {
        return bytes;
    }

    private FileChannel opened() throws IOException {
        FileChannel open = channel;
        if (open == null) {
            throw new IOException("the ledger is not open");
        }
        return open;
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.force(true);
            channel.close();
        }
        lockChannel.close();
    }
}
