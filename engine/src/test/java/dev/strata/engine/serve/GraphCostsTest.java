package dev.strata.engine.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.engine.serve.GraphCosts.Point;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GraphCostsTest {
    private static final List<Point> STEPS =
            List.of(new Point(1, 10, 12), new Point(8, 40, 44), new Point(16, 80, 60));
    private static final List<Point> PROMPTS =
            List.of(
                    new Point(1, 10, 12),
                    new Point(16, 40, 38),
                    new Point(64, 160, 60),
                    new Point(256, 640, 180));
    private static final GraphCosts COSTS = new GraphCosts(STEPS, PROMPTS);

    @TempDir Path folder;

    @Test
    void cost_betweenMeasuredPoints_liesBetweenTheirs() {
        assertEquals(100, GraphCosts.exact(PROMPTS, 40));
        assertEquals(49, GraphCosts.second(PROMPTS, 40));
    }

    @Test
    void cost_beyondTheLastPoint_goesOnAsBeforeIt() {
        assertEquals(100, GraphCosts.exact(STEPS, 20));
        assertEquals(68, GraphCosts.second(STEPS, 20));
    }

    @Test
    void secondSteps_whereItsTimeIsLess_only() {
        assertFalse(COSTS.secondSteps(1));
        assertFalse(COSTS.secondSteps(8));
        assertTrue(COSTS.secondSteps(12));
        assertTrue(COSTS.secondSteps(16));
        assertTrue(COSTS.secondSteps(24));
    }

    @Test
    void secondPrompts_whereItsTimeIsLess_only() {
        assertFalse(COSTS.secondPrompts(1));
        assertFalse(COSTS.secondPrompts(2));
        assertTrue(COSTS.secondPrompts(16));
        assertTrue(COSTS.secondPrompts(256));
    }

    @Test
    void secondSteps_measuredForOneAnswerOnly_isItsOwn() {
        GraphCosts one = new GraphCosts(List.of(new Point(1, 10, 8)), PROMPTS);

        assertTrue(one.secondSteps(1));
    }

    @Test
    void worthLoading_aClearGainOnPromptsOrManyAnswers_isEnough() {
        List<Point> noGain = List.of(new Point(1, 10, 9.5), new Point(16, 100, 95));

        assertTrue(new GraphCosts(noGain, PROMPTS).worthLoading(16, 256));
        assertTrue(new GraphCosts(STEPS, noGain).worthLoading(16, 256));
        assertFalse(new GraphCosts(noGain, noGain).worthLoading(16, 256));
        assertFalse(new GraphCosts(STEPS, noGain).worthLoading(8, 256), "never so many at once");
    }

    @Test
    void covers_moreSlotsThanWereMeasured_isFalse() {
        GraphCosts few =
                new GraphCosts(
                        List.of(new Point(1, 1, 1), new Point(2, 1, 1), new Point(4, 1, 1)),
                        List.of(new Point(1, 1, 1), new Point(4, 1, 1), new Point(16, 1, 1)));

        assertTrue(few.covers(4, 32));
        assertTrue(few.covers(6, 32));
        assertFalse(few.covers(8, 32));
        assertFalse(few.covers(4, 64));
    }

    @Test
    void read_whatWasWritten_isEqual() throws IOException {
        Path file = folder.resolve("costs.properties");
        GraphCosts costs = new GraphCosts(STEPS.subList(0, 2), PROMPTS);

        costs.write(file);

        assertEquals(Optional.of(costs), GraphCosts.read(file));
    }

    @Test
    void read_ofNothingOrABrokenFile_isEmpty() throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("costs.properties"),
                        "steps.1.exact=a\nsteps.1.second=1\nprompts.1.exact=1\nprompts.1.second=1");
        Path half =
                Files.writeString(
                        folder.resolve("half.properties"), "steps.1.exact=1\nsteps.1.second=1");

        assertEquals(Optional.empty(), GraphCosts.read(file));
        assertEquals(Optional.empty(), GraphCosts.read(half));
        assertEquals(Optional.empty(), GraphCosts.read(folder.resolve("absent")));
    }
}
