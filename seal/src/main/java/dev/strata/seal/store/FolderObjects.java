package dev.strata.seal.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Objects in a folder a day.
 *
 * @param folder made when something is first put
 */
record FolderObjects(Path folder) implements ContentObjects {
    private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

    @Override
    public void put(String day, String sha256, byte[] bytes) throws IOException {
        Path of = folder.resolve(day);
        if (!Files.isDirectory(of)) {
            Files.createDirectories(of);
            forceNames(folder);
        }
        Path target = of.resolve(sha256);
        if (!Files.exists(target)) {
            Path draft = of.resolve(".draft-" + UUID.randomUUID());
            try {
                write(draft, bytes);
                Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(draft);
            }
        }
        forceNames(of);
    }

    @Override
    public byte[] get(String day, String sha256, long size) throws IOException {
        try (InputStream in = Files.newInputStream(folder.resolve(day).resolve(sha256))) {
            return in.readNBytes(Math.toIntExact(Math.min(Integer.MAX_VALUE - 8, size + 1)));
        }
    }

    @Override
    public int deleteBefore(LocalDate first) throws IOException {
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        int deleted = 0;
        for (Path day : children(folder)) {
            String name = day.getFileName().toString();
            if (DAY.matcher(name).matches() && name.compareTo(first.toString()) < 0) {
                for (Path object : children(day)) {
                    deleted += Files.deleteIfExists(object) ? 1 : 0;
                }
                Files.deleteIfExists(day);
            }
        }
        return deleted;
    }

    private static List<Path> children(Path of) throws IOException {
        try (Stream<Path> files = Files.list(of)) {
            return files.toList();
        }
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        try (FileChannel out =
                FileChannel.open(
                        file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                out.write(buffer);
            }
            out.force(true);
        }
    }

    private static void forceNames(Path of) throws IOException {
        try (FileChannel names = FileChannel.open(of, StandardOpenOption.READ)) {
            names.force(true);
        }
    }
}
