package dev.strata.gateway.capture.spool;

import dev.strata.process.SoleUse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** A folder of the file system, held by one process at a time. */
public final class FolderDisk implements Disk, AutoCloseable {
    private static final String LOCK = "lock";

    private final Path folder;
    private final FileChannel lockFile;

    private FolderDisk(Path folder, FileChannel lockFile) {
        this.folder = folder;
        this.lockFile = lockFile;
    }

    /**
     * Opens {@code folder}, made where missing.
     *
     * @throws IOException where it cannot be written, or another process holds it
     */
    public static FolderDisk open(Path folder) throws IOException {
        Files.createDirectories(folder);
        FileChannel file =
                SoleUse.take(folder.resolve(LOCK))
                        .orElseThrow(() ->
                                new IOException(
                                        "spool folder '%s' is in use: expected to be its only writer, got another gateway's lock; give each gateway its own strata.capture.spool-dir"
                                                .formatted(folder)));
        return new FolderDisk(folder, file);
    }

    /** Whether {@code folder} is or was a spool's. */
    public static boolean isOne(Path folder) {
        return Files.exists(folder.resolve(LOCK));
    }

    /**
     * Moves every file of {@code other} here, segments behind those that are here; before either is
     * opened as a spool.
     *
     * @return how many
     */
    public int takeOver(FolderDisk other) throws IOException {
        long next =
                names().stream()
                                .flatMap(name -> Segment.numberOf(name).stream())
                                .mapToLong(number -> number)
                                .max()
                                .orElse(-1)
                        + 1;
        List<String> theirs = other.names();
        for (String name : theirs) {
            boolean segment = Segment.numberOf(name).isPresent();
            String here = segment ? Segment.name(next++) : free(name);
            move(other.folder.resolve(name), folder.resolve(here));
        }
        if (!theirs.isEmpty()) {
            forceNames();
            other.forceNames();
        }
        return theirs.size();
    }

    private String free(String name) {
        String free = name;
        for (int i = 1; Files.exists(folder.resolve(free)); i++) {
            free = i + "-" + name;
        }
        return free;
    }

    /** By name where the file system can, else by a forced copy. */
    private void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException _) {
            Path draft = to.resolveSibling(to.getFileName() + ".draft");
            Files.copy(from, draft, StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel copy = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                copy.force(true);
            }
            Files.move(draft, to, StandardCopyOption.ATOMIC_MOVE);
            forceNames();
            Files.delete(from);
        }
    }

    @Override
    public List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString())
                    .filter(n -> !n.equals(LOCK))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public Out create(String name) throws IOException {
        return new ChannelOut(
                FileChannel.open(
                        folder.resolve(name),
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.WRITE));
    }

    @Override
    public In open(String name) throws IOException {
        return new ChannelIn(FileChannel.open(folder.resolve(name), StandardOpenOption.READ));
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(folder.resolve(name));
    }

    @Override
    public void forceNames() throws IOException {
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    /** Gives the folder back. */
    @Override
    public void close() throws IOException {
        lockFile.close();
    }

    private record ChannelOut(FileChannel channel) implements Out {
        @Override
        public void append(ByteBuffer bytes) throws IOException {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }

        @Override
        public void force() throws IOException {
            channel.force(false);
        }

        @Override
        public void truncate(long size) throws IOException {
            channel.truncate(size);
            channel.position(size);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    private record ChannelIn(FileChannel channel) implements In {
        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public void read(ByteBuffer target, long position) throws IOException {
            long at = position;
            while (target.hasRemaining()) {
                int count = channel.read(target, at);
                if (count < 0) {
                    return;
                }
                at += count;
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
