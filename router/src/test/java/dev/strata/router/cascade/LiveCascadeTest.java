package dev.strata.router.cascade;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.router.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveCascadeTest {
    private static final String EMPTY = "schema: 2\ncalibrations: {}\n";

    @TempDir Path folder;

    @Test
    void look_changedFile_swapsTheCalibration() throws IOException {
        Path file = Files.writeString(folder.resolve("c.yaml"), EMPTY);
        LiveCascade live = LiveCascade.of(file);
        Cascade before = live.cascade();
        assertFalse(live.look());

        Files.writeString(file, "# another\n" + EMPTY);

        assertTrue(live.look());
        assertNotEquals(before, live.cascade());
        assertTrue(live.problem().isEmpty());
    }

    @Test
    void look_corruptOrNewerFile_keepsTheLastGoodOneAndSaysWhy() throws IOException {
        Path file = Files.writeString(folder.resolve("c.yaml"), EMPTY);
        LiveCascade live = LiveCascade.of(file);
        Cascade good = live.cascade();
        for (String[] bad :
                new String[][] {
                    {"schema: 3\ncalibrations: {}\n", "'schema'"},
                    {"schema: 2\ncalibrations: {v1: {tier: v1}}\n", "'calibrations.v1.weights"},
                    {"schema: [", "c.yaml"}
                }) {
            Files.writeString(file, bad[0]);

            assertTrue(live.look());
            assertEquals(good, live.cascade());
            assertTrue(live.problem().orElseThrow().contains(bad[1]), live.problem().toString());
        }
        Files.writeString(file, EMPTY);
        assertTrue(live.look());
        assertTrue(live.problem().isEmpty());
    }

    @Test
    void of_brokenFile_isRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("c.yaml"), "schema: 9");

        assertThrows(SettingsException.class, () -> LiveCascade.of(file));
    }
}
