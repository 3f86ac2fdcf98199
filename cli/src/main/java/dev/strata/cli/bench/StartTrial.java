package dev.strata.cli.bench;

import dev.strata.process.ReadyReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Starts a gateway before a stub tier and ends it once it is ready.
 *
 * @param state where it keeps its files
 */
record StartTrial(Path state, StubTier stub) {
    private static final Duration MOST = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(20);

    /**
     * From the making of the process until its ready report.
     *
     * @param cpuNanos processor time of all its threads
     */
    record Start(long nanos, long cpuNanos) {}

    /** Starts {@code command} once. */
    Start start(List<String> command) throws IOException, InterruptedException {
        Files.createDirectories(state);
        Path ready = state.resolve("ready");
        Path log = state.resolve("log");
        Files.deleteIfExists(ready);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment(ready));
        long began = System.nanoTime();
        Process process = builder.start();
        try {
            while (ReadyReport.read(ready).isEmpty()) {
                if (process.waitFor(2, TimeUnit.MILLISECONDS)
                        || System.nanoTime() - began > MOST.toNanos()) {
                    throw new IllegalStateException(
                            "gateway is not ready: expected it within %d s, got: %s"
                                    .formatted(MOST.toSeconds(), end(Files.readString(log))));
                }
            }
            long nanos = System.nanoTime() - began;
            long cpu = process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
            return new Start(nanos, cpu);
        } finally {
            process.getOutputStream().close();
            if (!process.waitFor(STOP)) {
                process.destroyForcibly().waitFor();
            }
        }
    }

    private Map<String, String> environment(Path ready) {
        return Map.of(
                "STRATA_PROCESS_READY_FILE", ready.toString(),
                "STRATA_PROCESS_PARENT_PIPE", "true",
                "QUARKUS_HTTP_PORT", "0",
                "QUARKUS_GRPC_SERVER_PORT", "0",
                "STRATA_TIERS_V1_ENDPOINT", stub.endpoint(StubTier.NAME),
                "STRATA_CAPTURE_SPOOL_DIR", state.resolve("spool").toString(),
                "STRATA_CHAT_SIGNING_KEY_FILE", state.resolve("signing.key").toString());
    }

    private static String end(String log) {
        return log.substring(Math.max(0, log.length() - 600)).strip();
    }
}
