package dev.strata.cli.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher's sum over test reports. */
final class TotalsTest {
    @TempDir Path folder;

    private void report(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private String run(String command) throws Exception {
        return Shell.run(
                        folder,
                        Map.of(),
                        ". " + Shell.ROOT.resolve("launcher/totals.sh") + "; " + command + " .")
                .output()
                .strip();
    }

    @Test
    void totals_unitAndEndToEnd_areAddedUp() throws Exception {
        report(
                "a/target/surefire-reports/TEST-A.xml",
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuite name="A" time="0.1" tests="7" errors="1" skipped="2" failures="1">
                  <properties><property name="tests" value="99"/></properties>
                  <testcase name="one" classname="x.A"><skipped message="V1 is not here"/></testcase>
                </testsuite>
                """);
        report(
                "e2e/target/failsafe-reports/TEST-B.xml",
                "<testsuite name=\"B\"\n  tests=\"5\" errors=\"0\"\n  skipped=\"0\" failures=\"0\"/>\n");
        report(
                "e2e/target/failsafe-reports/failsafe-summary.xml",
                "<failsafe-summary><completed>5</completed></failsafe-summary>\n");

        assertEquals("8 2 2", run("test_totals"));
    }

    @Test
    void totals_noReports_areZero() throws Exception {
        assertEquals("0 0 0", run("test_totals"));
    }

    @Test
    void skipped_reports_nameTestAndReason() throws Exception {
        report(
                "a/target/surefire-reports/TEST-A.xml",
                """
                <testsuite name="A" tests="2" errors="0" skipped="1" failures="0">
                  <testcase name="two" classname="x.A" time="1"/>
                  <testcase name="one" classname="x.A" time="1">
                    <skipped message="V1 is not here" type="y"/>
                  </testcase>
                </testsuite>
                """);

        assertEquals("SKIPPED x.A.one: V1 is not here", run("skipped_tests"));
    }
}
