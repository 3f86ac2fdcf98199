package dev.strata.seal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A folder of intake keys, one pair for each day in a folder of that day's name ({@code
 * 2026-11-22}, UTC). Gateways of the public zone have the public halves of days to come; a private
 * half is destroyed some days after its content has landed, and whatever was sealed to it with it.
 *
 * @param folder made when a pair is first made
 */
public record IntakeDays(Path folder) {
    private static final String PUBLIC = "intake-public.pem";
    private static final String PRIVATE = "intake-private.pem";

    /** Whether {@code path} is a folder of days, and not a key's file. */
    public static boolean isOne(Path path) {
        return Files.isDirectory(path);
    }

    /** Makes the pairs of {@code days} days from {@code first} that are missing. */
    public void ensure(LocalDate first, int days) {
        for (int i = 0; i < days; i++) {
            IntakeKeys.ensure(folder.resolve(first.plusDays(i).toString()));
        }
    }

    /** The public half to seal to on {@code day}: its own, else that of the last day before. */
    public Optional<Path> publicKey(LocalDate day) {
        return Optional.ofNullable(files(PUBLIC).floorEntry(day)).map(Map.Entry::getValue);
    }

    /** All private halves that are left, oldest first. */
    public List<Path> privateKeys() {
        return List.copyOf(files(PRIVATE).values());
    }

    /**
     * Destroys the private halves of days before {@code first}: overwritten where they lie, forced,
     * deleted.
     *
     * @return the days whose halves went
     */
    public List<LocalDate> destroyBefore(LocalDate first) {
        List<LocalDate> gone = new ArrayList<>();
        files(PRIVATE)
                .headMap(first)
                .forEach((day, file) -> {
                    destroy(file);
                    gone.add(day);
                });
        return gone;
    }

    private static void destroy(Path file) {
        try {
            try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
                ByteBuffer zeros = ByteBuffer.allocate(Math.toIntExact(out.size()));
                while (zeros.hasRemaining()) {
                    out.write(zeros, zeros.position());
                }
                out.force(true);
            }
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "intake key '%s' cannot be destroyed: %s; destroy it by hand"
                            .formatted(file, e.getMessage()),
                    e);
        }
    }

    private TreeMap<LocalDate, Path> files(String name) {
        TreeMap<LocalDate, Path> files = new TreeMap<>();
        if (!Files.isDirectory(folder)) {
            return files;
        }
        try (Stream<Path> days = Files.list(folder)) {
            for (Path day : days.toList()) {
                Path file = day.resolve(name);
                Optional<LocalDate> date = date(day.getFileName().toString());
                if (date.isPresent() && Files.exists(file)) {
                    files.put(date.get(), file);
                }
            }
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "intake keys in '%s' cannot be listed".formatted(folder), e);
        }
    }

    private static Optional<LocalDate> date(String name) {
        try {
            return Optional.of(LocalDate.parse(name));
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }
}
