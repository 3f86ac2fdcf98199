package dev.strata.feed;

import dev.strata.process.ReadyReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The real broker in a process of its own. */
final class ForkedBroker implements AutoCloseable {
    private final Process process;
    private final String bootstrap;

    private ForkedBroker(Process process, String bootstrap) {
        this.process = process;
        this.bootstrap = bootstrap;
    }

    static ForkedBroker start(Path folder) throws IOException {
        Path module = Path.of("..", "broker", "target");
        Path list = module.resolve("classpath.txt");
        if (!Files.exists(list)) {
            throw new AssertionError(
                    "the broker is not built: expected broker/target/classpath.txt, got none; run ./mvnw -pl broker package");
        }
        Path ready = folder.resolve("ready");
        Path log = folder.resolve("broker.log");
        ProcessBuilder builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        module.resolve("classes") + ":" + Files.readString(list),
                        "dev.strata.broker.BrokerMain",
                        "--dir",
                        folder.resolve("kafka").toString());
        builder.environment().put("STRATA_PROCESS_READY_FILE", ready.toString());
        builder.environment().put("STRATA_PROCESS_PARENT_PIPE", "true");
        Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        long deadline = System.nanoTime() + Duration.ofSeconds(90).toNanos();
        while (System.nanoTime() < deadline && process.isAlive()) {
            Optional<ReadyReport> report = ReadyReport.read(ready);
            if (report.isPresent()) {
                return new ForkedBroker(process, "127.0.0.1:" + report.get().port("kafka"));
            }
            LockSupport.parkNanos(20_000_000);
        }
        throw new AssertionError("broker not ready: " + Files.readString(log));
    }

    String bootstrap() {
        return bootstrap;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new AssertionError("broker did not end");
        }
    }
}
