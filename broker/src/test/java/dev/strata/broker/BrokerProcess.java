package dev.strata.broker;

import dev.strata.process.ReadyReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A broker in a process of its own, as the launcher runs it. */
final class BrokerProcess implements AutoCloseable {
    private final Process process;
    private final Path log;

    private BrokerProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    static BrokerProcess fork(Path folder, Path ready, String... more) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx256m",
                                "-XX:+UseSerialGC",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "dev.strata.broker.BrokerMain",
                                "--dir",
                                folder.toString()));
        command.addAll(List.of(more));
        Path log = Files.createTempFile(folder.toAbsolutePath().getParent(), "broker", ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("STRATA_PROCESS_READY_FILE", ready.toString());
        builder.environment().put("STRATA_PROCESS_PARENT_PIPE", "true");
        return new BrokerProcess(builder.start(), log);
    }

    ReadyReport awaitReady(Path ready) throws IOException {
        Instant deadline = Instant.now().plus(Duration.ofSeconds(60));
        while (Instant.now().isBefore(deadline)) {
            Optional<ReadyReport> report = ReadyReport.read(ready);
            if (report.isPresent() && report.get().pid() == process.pid()) {
                return report.get();
            }
            if (!process.isAlive()) {
                break;
            }
            LockSupport.parkNanos(20_000_000);
        }
        throw new AssertionError("broker not ready: " + output());
    }

    String output() throws IOException {
        return Files.readString(log);
    }

    int awaitExit() throws InterruptedException {
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new AssertionError("broker did not end");
        }
        return process.exitValue();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly();
        awaitExit();
    }

    void closePipe() throws IOException {
        process.getOutputStream().close();
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
