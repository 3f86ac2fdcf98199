package dev.strata.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PipWheelsTest {
    @TempDir Path folder;

    private PipWheels pip(String script) throws IOException {
        Path python = folder.resolve("python");
        Files.writeString(python, "#!/bin/sh\n" + script);
        assertTrue(python.toFile().setExecutable(true));
        return new PipWheels(Map.of("STRATA_PYTHON", python.toString()));
    }

    @Test
    void download_works_findsTheWheel() throws Exception {
        Path work = Files.createDirectory(folder.resolve("work"));

        Path wheel = pip("echo wheel > \"$TMPDIR/x-1.whl\"\n").download("x", "1", work);

        assertEquals(work.resolve("x-1.whl"), wheel);
    }

    @Test
    void download_fails_quotesPipsLastLine() throws Exception {
        PipWheels pip = pip("echo start\necho 'ERROR: no such package'\nexit 1\n");

        IOException e = assertThrows(IOException.class, () -> pip.download("x", "1", folder));

        assertEquals("pip download failed: ERROR: no such package", e.getMessage());
    }

    @Test
    void download_noPython_saysWhatToInstall() {
        PipWheels pip = new PipWheels(Map.of("STRATA_PYTHON", "/nowhere/python"));

        IOException e = assertThrows(IOException.class, () -> pip.download("x", "1", folder));

        assertTrue(e.getMessage().contains("install Python 3 with pip"), e.getMessage());
    }
}
