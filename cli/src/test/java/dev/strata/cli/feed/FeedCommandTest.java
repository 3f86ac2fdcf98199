package dev.strata.cli.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.cli.home.Home;
import dev.strata.cli.home.RunningMesh;
import dev.strata.process.ReadyReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FeedCommandTest {
    @TempDir Path folder;

    private RunningMesh mesh() {
        return RunningMesh.of(new Home(folder), "demo");
    }

    @Test
    void complete_runningMesh_addsBrokerAndKeys() throws IOException {
        Path ready = Files.createDirectories(folder.resolve("state/demo/ready"));
        ReadyReport.ofThisProcess("broker", Map.of("kafka", 31))
                .write(ready.resolve("broker.ready"));

        List<String> all = FeedCommand.complete(List.of("events"), mesh());

        assertEquals("127.0.0.1:31", all.get(all.indexOf("--bootstrap") + 1));
        assertTrue(all.get(all.indexOf("--keys") + 1).endsWith("demo/keys"), all.toString());
    }

    @Test
    void complete_bootstrapGiven_isKept() {
        List<String> given =
                List.of("build", "--bootstrap=other:1", "--keys", "/k", "--out=/d", "--content=/c");

        assertEquals(given, FeedCommand.complete(given, mesh()));
    }

    @Test
    void complete_buildWithoutOut_writesIntoTheState() throws IOException {
        List<String> all =
                FeedCommand.complete(List.of("build", "--all", "--bootstrap=other:1"), mesh());

        assertTrue(all.get(all.indexOf("--out") + 1).endsWith("demo/datasets"), all.toString());
    }

    @Test
    void complete_retrain_hasTheKeysOfPromotions() {
        List<String> all =
                FeedCommand.complete(
                        List.of("retrain", "--month", "2026-10", "--bootstrap=other:1"), mesh());

        assertTrue(
                all.get(all.indexOf("--promotion-keys") + 1).endsWith("demo/keys"), all.toString());
        assertTrue(all.get(all.indexOf("--out") + 1).endsWith("demo/datasets"), all.toString());
    }

    @Test
    void complete_decay_needsNoBroker() {
        List<String> all = FeedCommand.complete(List.of("decay"), mesh());

        assertTrue(
                all.get(all.indexOf("--evaluations") + 1).endsWith("demo/evaluations"),
                all.toString());
        assertEquals(-1, all.indexOf("--bootstrap"));
    }

    @Test
    void complete_deadLetters_areThoseOfTheSpool() {
        List<String> all = FeedCommand.complete(List.of("dead-letters"), mesh());

        assertTrue(all.get(all.indexOf("--spool") + 1).endsWith("demo/spool"), all.toString());
    }

    @Test
    void complete_otherCommand_isLeftAlone() {
        List<String> given = List.of("diff", "a", "b");

        assertEquals(given, FeedCommand.complete(given, mesh()));
    }

    @Test
    void complete_noMesh_saysHowToStartIt() {
        IllegalStateException e =
                assertThrows(
                        IllegalStateException.class,
                        () -> FeedCommand.complete(List.of("events"), mesh()));

        assertTrue(e.getMessage().endsWith("./strata run --state demo"), e.getMessage());
    }

    @Test
    void complete_help_needsNoMesh() {
        assertEquals(List.of("--help"), FeedCommand.complete(List.of(), mesh()));
        assertEquals(
                List.of("build", "--help"),
                FeedCommand.complete(List.of("build", "--help"), mesh()));
    }

    @Test
    void flags_ofWhatComputes_leaveTheCompilerAlone() {
        assertTrue(FeedProcess.flags(List.of("events")).contains("-XX:TieredStopAtLevel=1"));
        assertEquals(List.of("-XX:+UseParallelGC"), FeedProcess.flags(List.of("build", "--all")));
    }

    @Test
    void isOnSpark_engineOrCluster_needsItsJars() {
        assertTrue(FeedProcess.isOnSpark(List.of("build", "--engine", "spark", "--all")));
        assertTrue(FeedProcess.isOnSpark(List.of("bench", "--engine=spark")));
        assertTrue(FeedProcess.isOnSpark(List.of("cluster")));
        assertFalse(FeedProcess.isOnSpark(List.of("build", "--engine", "local")));
        assertFalse(FeedProcess.isOnSpark(List.of("dedup", "--in", "spark", "--engine")));
    }
}
