package dev.strata.cli.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When and how the launcher builds, with a fake Maven. */
final class BuildTest {
    @TempDir Path folder;

    @BeforeEach
    void checkout() throws IOException {
        Files.createDirectories(folder.resolve("a/src/main/java"));
        Files.writeString(folder.resolve("a/src/main/java/A.java"), "class A {}");
        Files.createDirectories(folder.resolve("a/src/test/java"));
        maven("echo built >> runs");
    }

    private void maven(String script) throws IOException {
        Path maven = Files.writeString(folder.resolve("mvnw"), "#!/bin/sh\n" + script + "\n");
        assertTrue(maven.toFile().setExecutable(true));
    }

    private Shell build() throws Exception {
        return Shell.run(
                folder,
                Map.of("STRATA_ROOT", folder.toString(), "JAVA_HOME", "/jdk"),
                ". " + Shell.ROOT.resolve("launcher/build.sh") + "; build_if_needed");
    }

    private long runs() throws IOException {
        return Files.readAllLines(folder.resolve("runs")).size();
    }

    @Test
    void build_nothingChanged_runsMavenOnce() throws Exception {
        assertEquals(0, build().status());
        assertEquals(0, build().status());

        assertEquals(1, runs());
    }

    @Test
    void build_sourceChanged_runsMavenAgain() throws Exception {
        var _ = build();
        Files.writeString(folder.resolve("a/src/main/java/A.java"), "class A { int x; }");

        assertTrue(build().errors().contains("strata: built in"));
        assertEquals(2, runs());
    }

    @Test
    void build_testChanged_runsNothing() throws Exception {
        var _ = build();
        Files.writeString(folder.resolve("a/src/test/java/ATest.java"), "class ATest {}");

        var _ = build();

        assertEquals(1, runs());
    }

    @Test
    void build_fails_showsTheEndOfTheLogAndTriesAgainNextTime() throws Exception {
        maven("echo 'cannot find symbol: Foo'; echo built >> runs; exit 1");

        Shell shell = build();

        assertNotEquals(0, shell.status());
        assertTrue(shell.errors().contains("cannot find symbol: Foo"), shell.errors());
        assertNotEquals(0, build().status());
        assertEquals(2, runs());
    }

    @Test
    void build_downloadWasMissedBefore_asksOnceMore() throws Exception {
        maven(
                "echo \"$*\" >> runs; case \"$*\" in *-U*) exit 0;; esac;"
                        + " echo 'x:jar:1 was not found in central during a previous attempt'; exit 1");

        assertEquals(0, build().status());

        assertEquals(
                "-B -U -Pquick package -pl !feed-spark,!e2e",
                Files.readAllLines(folder.resolve("runs")).get(1));
    }

    @Test
    void buildSpark_commandsThatNeedIt_buildItOnce() throws Exception {
        maven("echo \"$*\" >> runs");
        String build =
                ". %s; build_if_needed; for words in 'feed build --engine spark' 'bench feed --engine=spark --json' 'feed cluster' 'feed build --all' 'chat spark'; do wants_spark $words && { echo $words; build_spark_if_needed; }; done"
                        .formatted(Shell.ROOT.resolve("launcher/build.sh"));

        Shell shell =
                Shell.run(
                        folder,
                        Map.of("STRATA_ROOT", folder.toString(), "JAVA_HOME", "/jdk"),
                        build);

        assertEquals(
                List.of(
                        "feed build --engine spark",
                        "bench feed --engine=spark --json",
                        "feed cluster"),
                shell.output().lines().toList());
        assertEquals(
                List.of(
                        "-B -Pquick package -pl !feed-spark,!e2e",
                        "-B -Pquick package -pl feed-spark -am"),
                Files.readAllLines(folder.resolve("runs")));
    }
}
