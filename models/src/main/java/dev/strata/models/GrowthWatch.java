package dev.strata.models;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/**
 * Tells how many bytes of a file's parts are here: those of finished parts, and of each part under
 * way the largest file in its work folder. Never tells less than before.
 */
final class GrowthWatch implements AutoCloseable {
    private static final long EVERY_MS = 250;

    private final Path folder;
    private final LongConsumer progress;
    private final ScheduledExecutorService clock;
    private long most;

    GrowthWatch(Path folder, LongConsumer progress) {
        this.folder = folder;
        this.progress = progress;
        this.clock =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("fetch-progress").factory());
        var _ = clock.scheduleWithFixedDelay(this::look, 0, EVERY_MS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        most = Math.max(most, bytesHere());
        progress.accept(most);
    }

    private long bytesHere() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.mapToLong(GrowthWatch::bytesOf).sum();
        } catch (IOException | UncheckedIOException _) {
            // Files come and go while we look; the next look is soon.
            return most;
        }
    }

    private static long bytesOf(Path file) {
        String name = String.valueOf(file.getFileName());
        try {
            if (name.startsWith("part-")) {
                return Files.size(file);
            }
            if (!name.startsWith("work-")) {
                return 0;
            }
            try (Stream<Path> files = Files.walk(file)) {
                return files.filter(Files::isRegularFile)
                        .mapToLong(f -> f.toFile().length())
                        .max()
                        .orElse(0);
            }
        } catch (IOException _) {
            return 0;
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
        clock.close();
        look();
    }
}
