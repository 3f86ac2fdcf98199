package dev.strata.gateway.capture;

import dev.strata.process.ReadyReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The real broker in a process of its own, which can be killed and started again. */
final class ForkedBroker implements AutoCloseable {
    private final Path folder;
    private final Path ready;
    private Process process;

    ForkedBroker(Path folder) {
        this.folder = folder;
        this.ready = folder.resolve("ready");
    }

    /** Starts and returns the port, which stays the same over restarts. */
    int start() throws IOException {
        Path module = Path.of("..", "broker", "target");
        if (!Files.exists(module.resolve("classpath.txt"))) {
            throw new AssertionError(
                    "the broker is not built: expected broker/target/classpath.txt, got none; run ./mvnw -pl broker package");
        }
        ProcessBuilder builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        module.resolve("classes")
                                + ":"
                                + Files.readString(module.resolve("classpath.txt")),
                        "dev.strata.broker.BrokerMain",
                        "--dir",
                        folder.resolve("kafka").toString());
        builder.environment().put("STRATA_PROCESS_READY_FILE", ready.toString());
        builder.environment().put("STRATA_PROCESS_PARENT_PIPE", "true");
        Path log = folder.resolve("broker.log");
        Process started =
                builder.redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start();
        process = started;
        long deadline = System.nanoTime() + Duration.ofSeconds(90).toNanos();
        while (System.nanoTime() < deadline && started.isAlive()) {
            Optional<ReadyReport> report = ReadyReport.read(ready);
            if (report.isPresent() && report.get().pid() == started.pid()) {
                return report.get().port("kafka");
            }
            LockSupport.parkNanos(20_000_000);
        }
        throw new AssertionError("broker not ready: " + Files.readString(log));
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new AssertionError("broker did not end");
        }
    }

    @Override
    public void close() throws InterruptedException {
        if (process != null) {
            kill();
        }
    }
}
