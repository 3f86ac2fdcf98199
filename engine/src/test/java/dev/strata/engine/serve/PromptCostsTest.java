package dev.strata.engine.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromptCostsTest {
    private static final PromptCosts COSTS =
            new PromptCosts(
                    List.of(
                            new PromptCosts.Point(1, 10, 12),
                            new PromptCosts.Point(16, 40, 38),
                            new PromptCosts.Point(64, 160, 60),
                            new PromptCosts.Point(256, 640, 180)));

    @TempDir Path folder;

    @Test
    void cost_betweenMeasuredPoints_liesBetweenTheirs() {
        assertEquals(100, COSTS.exact(40));
        assertEquals(49, COSTS.second(40));
    }

    @Test
    void secondPays_whereItsTimeAndTheRestAreLess_only() {
        assertTrue(COSTS.secondPays(255, 256));
        assertTrue(COSTS.secondPays(16, 16));
        assertFalse(COSTS.secondPays(15, 16)); // another computation for the last token
        assertFalse(COSTS.secondPays(1, 1));
        assertFalse(COSTS.secondPays(0, 256)); // logits of all are wanted
    }

    @Test
    void worthLoading_withoutAClearGain_isFalse() {
        assertTrue(COSTS.worthLoading());
        assertFalse(
                new PromptCosts(
                                List.of(
                                        new PromptCosts.Point(1, 10, 12),
                                        new PromptCosts.Point(256, 640, 600)))
                        .worthLoading());
    }

    @Test
    void read_whatWasWritten_isEqual() throws IOException {
        Path file = folder.resolve("costs.properties");

        COSTS.write(file);

        assertEquals(Optional.of(COSTS), PromptCosts.read(file));
    }

    @Test
    void read_ofNothingOrABrokenFile_isEmpty() throws IOException {
        Path file = Files.writeString(folder.resolve("costs.properties"), "exact.1=a\nsecond.1=1");

        assertEquals(Optional.empty(), PromptCosts.read(file));
        assertEquals(Optional.empty(), PromptCosts.read(folder.resolve("absent")));
    }
}
