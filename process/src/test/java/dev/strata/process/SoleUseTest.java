package dev.strata.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SoleUseTest {
    @TempDir private Path folder;

    @Test
    void take_heldByThisProcess_isEmptyUntilItIsGivenBack() throws IOException {
        Path file = folder.resolve("lock");
        try (FileChannel _ = SoleUse.take(file).orElseThrow()) {
            assertTrue(SoleUse.take(file).isEmpty());
        }

        SoleUse.take(file).orElseThrow().close();
    }

    @Test
    void take_fileWithContent_leavesIt() throws IOException {
        Path file = Files.writeString(folder.resolve("lock"), "4711");

        SoleUse.take(file).orElseThrow().close();

        assertEquals("4711", Files.readString(file));
    }
}
