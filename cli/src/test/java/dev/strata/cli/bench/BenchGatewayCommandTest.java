package dev.strata.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class BenchGatewayCommandTest {
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return new CommandLine(new BenchCommand())
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    @Test
    void run_severalMeasurements_isRefusedByName() {
        assertEquals(2, run("gateway", "--streams", "10", "--soak", "1"));

        assertTrue(
                err.toString()
                        .contains(
                                "measurements are several: expected one of --streams, --soak, --against and --vs, got more; leave the others out"),
                err.toString());
    }

    @Test
    void run_loadOutOfRange_isRefusedByName() {
        assertEquals(2, run("gateway", "--soak", "-1"));
        assertEquals(2, run("start", "--rounds", "0"));

        assertTrue(err.toString().contains("got 0, -1 and 6; correct it"), err.toString());
        assertTrue(err.toString().contains("--rounds is out of range"), err.toString());
    }

    @Test
    void run_againstNoCheckout_saysWhatIsMissing() {
        assertEquals(1, run("gateway", "--against", "/nowhere"));

        assertTrue(err.toString().contains("quarkus-run.jar, got no such file"), err.toString());
    }
}
