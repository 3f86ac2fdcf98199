package dev.strata.gateway.rehearse;

import dev.strata.process.ReadyReport;
import io.quarkus.runtime.Quarkus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Starts the gateway before a tier of its own, has a few requests answered once it is ready, and
 * ends it: what {@code -XX:AOTCacheOutput} watches. The same class path as a start's, only another
 * main class.
 */
public final class Rehearsal {
    /** So that each path was taken more than once; more only makes the JVM compile more. */
    private static final int ROUNDS = 5;

    private static final Duration READY_LIMIT = Duration.ofSeconds(60);

    private static final System.Logger LOG = System.getLogger(Rehearsal.class.getName());

    private Rehearsal() {}

    /** Ends with status 1 where the gateway does not become ready or a request fails. */
    public static void main(String[] arguments) throws IOException {
        // What the jar's own main class does first; whoever logs before it would choose another.
        System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
        int status = 0;
        Path folder = Files.createTempDirectory("strata-rehearsal");
        try (RehearsalTier tier = RehearsalTier.start()) {
            settings(folder, tier).forEach(System::setProperty);
            CompletableFuture<Void> asked = new CompletableFuture<>();
            Thread.ofPlatform().name("rehearsal").start(() -> ask(folder.resolve("ready"), asked));
            // With a handler of its own, so that it returns here: else it would end the process.
            Quarkus.run(null, (_, cause) -> failed(asked, cause), arguments);
            asked.join();
        } catch (CompletionException e) {
            LOG.log(Level.ERROR, "the rehearsal failed", e.getCause());
            status = 1;
        } finally {
            delete(folder);
        }
        System.exit(status);
    }

    private static void failed(CompletableFuture<Void> asked, @Nullable Throwable cause) {
        if (cause != null) {
            asked.completeExceptionally(cause);
        }
    }

    private static Map<String, String> settings(Path folder, RehearsalTier tier) {
        return Map.of(
                "quarkus.http.port",
                "0",
                "quarkus.grpc.server.port",
                "0",
                "strata.tiers." + RehearsalTier.NAME + ".endpoint",
                tier.endpoint(),
                "strata.capture.spool-dir",
                folder.resolve("spool").toString(),
                "strata.chat.signing-key-file",
                folder.resolve("signing.key").toString(),
                "strata.process.ready-file",
                folder.resolve("ready").toString());
    }

    private static void ask(Path ready, CompletableFuture<Void> asked) {
        try {
            new RehearsalClients(awaitReady(ready)).ask(ROUNDS);
            asked.complete(null);
        } catch (IOException | RuntimeException e) {
            asked.completeExceptionally(e);
        } finally {
            Quarkus.asyncExit(0);
        }
    }

    private static ReadyReport awaitReady(Path file) {
        long end = System.nanoTime() + READY_LIMIT.toNanos();
        while (true) {
            Optional<ReadyReport> report = ReadyReport.read(file);
            if (report.isPresent()) {
                return report.get();
            }
            if (System.nanoTime() > end) {
                throw new IllegalStateException(
                        "gateway is not ready: expected it within %d s, got no report; read its log"
                                .formatted(READY_LIMIT.toSeconds()));
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("rehearsal's folder cannot be deleted", e);
        }
    }
}
