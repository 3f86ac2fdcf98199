package dev.strata.router.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.router.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LivePolicyTest {
    @TempDir private Path folder;

    @Test
    void look_changedFile_swapsThePolicy() throws IOException {
        Path file = write("degrade: true");
        LivePolicy live = LivePolicy.of(file);
        Policy first = live.policy();

        assertFalse(live.look());
        assertSame(first, live.policy());
        write("degrade: false");

        assertTrue(live.look());
        assertFalse(live.policy().degrade());
        assertTrue(first.degrade());
    }

    @Test
    void look_brokenFile_keepsTheLastGoodOneAndSaysWhy() throws IOException {
        Path file = write("degrade: false");
        LivePolicy live = LivePolicy.of(file);
        String version = live.policy().version();
        write("degrade: perhaps");

        assertTrue(live.look());
        assertEquals(version, live.policy().version());
        assertTrue(live.problem().orElseThrow().contains("'degrade'"), live.problem().toString());
        assertFalse(live.look());

        write("degrade: true");
        assertTrue(live.look());
        assertTrue(live.problem().isEmpty());
        assertTrue(live.policy().degrade());
    }

    @Test
    void look_fileThatIsGone_keepsTheLastGoodOne() throws IOException {
        Path file = write("degrade: false");
        LivePolicy live = LivePolicy.of(file);
        Files.delete(file);

        assertTrue(live.look());
        assertFalse(live.policy().degrade());
        assertTrue(live.problem().isPresent());
        assertFalse(live.look());
    }

    @Test
    void of_brokenFile_isRefused() throws IOException {
        Path file = write("objective: fastest");

        assertThrows(SettingsException.class, () -> LivePolicy.of(file));
        assertFalse(LivePolicy.bundled().look());
    }

    private Path write(String yaml) throws IOException {
        return Files.writeString(folder.resolve("policy.yaml"), yaml);
    }
}
