package dev.strata.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class BenchTelemetryCommandTest {
    @Test
    void report_threeRounds_isOneObject() {
        BenchTelemetryCommand command = new BenchTelemetryCommand();
        new CommandLine(command).parseArgs("--rounds", "3");
        StringWriter out = new StringWriter();

        command.report(new RatioOfMeans(List.of(100.0, 200.0, 300.0), List.of(102.0, 204.0, 306.0)))
                .print(new PrintWriter(out), true);

        assertEquals(
                "{\"rounds\":3,\"sampled\":0.1,\"off_us\":200,\"on_us\":204,\"added_share\":0.02,\"interval\":[0.02,0.02]}",
                out.toString().strip());
    }
}
