package dev.strata.cli.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the launcher looks for a JDK, on fake ones. */
final class JdkFinderTest {
    @TempDir Path folder;
    private Path installed;
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void none() throws IOException {
        installed = Files.createDirectory(folder.resolve("jvm"));
        environment.put("STRATA_JDK_FOLDERS", installed.toString());
        // A PATH with the tools of a shell, and no java.
        Path tools = Files.createDirectory(folder.resolve("bin"));
        for (String tool : new String[] {"sed", "head", "awk", "dirname", "readlink", "cat"}) {
            Path file =
                    Files.writeString(
                            tools.resolve(tool),
                            "#!/bin/sh\nPATH=/usr/bin:/bin exec " + tool + " \"$@\"\n");
            assertTrue(file.toFile().setExecutable(true));
        }
        environment.put("PATH", tools.toString());
    }

    private Path jdk(Path home, String version) throws IOException {
        Path bin = Files.createDirectories(home.resolve("bin"));
        for (String program : new String[] {"java", "javac"}) {
            Path file = Files.writeString(bin.resolve(program), "#!/bin/sh\n");
            assertTrue(file.toFile().setExecutable(true));
        }
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        return home;
    }

    private Shell find() throws IOException, InterruptedException {
        return Shell.run(
                folder,
                environment,
                ". " + Shell.ROOT.resolve("launcher/jdk.sh") + "; find_jdk && echo \"$JAVA_HOME\"");
    }

    @Test
    void find_javaHomeOld_takesTheNewOneThatIsInstalled() throws Exception {
        environment.put("JAVA_HOME", jdk(folder.resolve("old"), "17.0.15").toString());
        jdk(installed.resolve("jdk-21"), "21.0.8");
        Path wanted = jdk(installed.resolve("temurin-25"), "25.0.3");

        assertEquals(wanted.toString(), find().output().strip());
    }

    @Test
    void find_ownVariable_winsOverJavaHome() throws Exception {
        environment.put("JAVA_HOME", jdk(folder.resolve("a"), "25.0.3").toString());
        Path own = jdk(folder.resolve("b"), "26");
        environment.put("STRATA_JAVA_HOME", own.toString());

        assertEquals(own.toString(), find().output().strip());
    }

    @Test
    void find_onPath_isTaken() throws Exception {
        Path home = jdk(folder.resolve("elsewhere"), "25.0.10");
        Files.createSymbolicLink(
                folder.resolve("bin").resolve("java"), home.resolve("bin").resolve("java"));

        assertEquals(home.toRealPath().toString(), find().output().strip());
    }

    @Test
    void find_macBundle_isTaken() throws Exception {
        Path home = jdk(installed.resolve("temurin.jdk/Contents/Home"), "25.0.4");

        assertEquals(home.toString(), find().output().strip());
    }

    @Test
    void find_onlyOldOnes_namesWhatWasFoundAndWhatIsWanted() throws Exception {
        Path early = jdk(installed.resolve("jdk-25-early"), "25.0.2");

        Shell shell = find();

        assertEquals(1, shell.status());
        assertTrue(
                shell.errors()
                        .contains("expected a JDK 25.0.3 or newer, got " + early + " (25.0.2)"),
                shell.errors());
        assertTrue(shell.errors().contains("STRATA_JAVA_HOME"), shell.errors());
    }

    @Test
    void find_noneAtAll_saysNone() throws Exception {
        assertTrue(find().errors().contains("got none;"), find().errors());
    }

    @Test
    void find_runtimeWithoutCompiler_isPassedOver() throws Exception {
        Files.delete(jdk(installed.resolve("jre-25"), "25.0.3").resolve("bin/javac"));

        assertEquals(1, find().status());
    }
}
