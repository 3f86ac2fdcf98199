package dev.strata.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadyReportTest {
    @Test
    void read_afterWrite_equalsReport(@TempDir Path folder) {
        ReadyReport report =
                ReadyReport.ofThisProcess("gateway", Map.of("grpc", 4711, "http", 4712));
        Path file = folder.resolve("gateway.ready");

        report.write(file);

        assertEquals(report, ReadyReport.read(file).orElseThrow());
    }

    @Test
    void read_missingFile_isEmpty(@TempDir Path folder) {
        assertTrue(ReadyReport.read(folder.resolve("none")).isEmpty());
    }

    @Test
    void port_unknownName_namesServiceAndPorts() {
        ReadyReport report = new ReadyReport("broker", 1, Map.of("kafka", 9092));

        IllegalStateException error =
                assertThrows(IllegalStateException.class, () -> report.port("grpc"));

        assertTrue(error.getMessage().contains("broker"), error.getMessage());
        assertTrue(error.getMessage().contains("kafka"), error.getMessage());
    }

    @Test
    void watch_pipeClosed_runsEnd() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        PipedOutputStream parent = new PipedOutputStream();
        ParentPipe.watch(new PipedInputStream(parent), ended::countDown);

        parent.close();

        assertTrue(ended.await(10, TimeUnit.SECONDS));
    }
}
