package dev.strata.engine.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.strata.engine.kv.KvShape;
import dev.strata.engine.serve.Schedule.Action;
import dev.strata.engine.serve.Schedule.Admit;
import dev.strata.engine.serve.Schedule.Chunk;
import dev.strata.engine.serve.Schedule.Evict;
import dev.strata.engine.serve.Schedule.Rest;
import dev.strata.engine.serve.Schedule.Running;
import dev.strata.engine.serve.Schedule.SetBack;
import dev.strata.engine.serve.Schedule.Step;
import dev.strata.engine.serve.Schedule.View;
import dev.strata.engine.serve.Schedule.Waiting;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final KvShape SHAPE = new KvShape(1, 1, 64); // 16 tokens are 8 KiB
    private static final long PLENTY = 1 << 30;

    @Test
    void next_withNothing_rests() {
        assertEquals(new Rest(), next(List.of(), List.of()));
    }

    @Test
    void next_withWaiting_admitsByPriorityThenAge() {
        List<Waiting> waiting =
                List.of(
                        new Waiting(5, 500, 0, 0),
                        new Waiting(5, 500, 1, 2),
                        new Waiting(5, 500, 1, 1));

        assertEquals(new Admit(2, 0), next(List.of(), waiting));
    }

    @Test
    void next_withAHoleBetweenSlots_fillsIt() {
        List<Running> running = List.of(step(0, 1), step(2, 1));

        assertEquals(new Admit(0, 1), next(running, List.of(new Waiting(5, 500, 0, 9))));
    }

    @Test
    void next_withAllSlotsTaken_admitsNobody() {
        List<Running> running = List.of(step(0, 1), step(1, 1), step(2, 1), step(3, 1));

        assertEquals(new Step(0, 4), next(running, List.of(new Waiting(5, 500, 9, 9))));
    }

    @Test
    void next_overTheBudget_letsThemWait() {
        List<Waiting> waiting = List.of(new Waiting(100, 500, 0, 9));

        assertEquals(new Step(0, 1), next(List.of(step(0, 1)), waiting, SHAPE.residentBytes(200)));
        assertEquals(new Admit(0, 1), next(List.of(step(0, 1)), waiting, SHAPE.residentBytes(500)));
    }

    @Test
    void next_withShortRequests_countsNoneWithMoreThanItsBound() {
        List<Running> running = List.of(new Running(0, 10, 1, 16, false, 0, 0, 0));
        long budget = SHAPE.residentBytes(16) + SHAPE.residentBytes(32);

        assertEquals(new Admit(0, 1), next(running, List.of(new Waiting(20, 32, 0, 9)), budget));
        assertEquals(new Step(0, 1), next(running, List.of(new Waiting(20, 33, 0, 9)), budget));
    }

    @Test
    void next_overTheBudgetWithNothingRunning_admitsOne() {
        assertEquals(new Admit(0, 0), next(List.of(), List.of(new Waiting(100, 500, 0, 9)), 1));
    }

    @Test
    void next_whereCachedPrefixesAreInTheWay_forgetsThemBeforeAnybodyWaits() {
        List<Running> running = List.of(step(0, 1));
        List<Waiting> waiting = List.of(new Waiting(100, 500, 0, 9));
        long taken = SHAPE.residentBytes(139) + SHAPE.residentBytes(228);
        long budget = taken + 5_000;

        assertEquals(new Evict(5_000), Schedule.next(view(running, waiting, 9_000, budget)));
        assertEquals(new Admit(0, 1), Schedule.next(view(running, waiting, 5_000, budget)));
    }

    @Test
    void next_whereAnswersGrowIntoCachedPrefixes_forgetsThem() {
        List<Running> running = List.of(new Running(0, 160, 1, 500, false, 0, 7, 0));
        long budget = SHAPE.residentBytes(161) + 5_000;

        assertEquals(new Evict(5_000), Schedule.next(view(running, List.of(), 9_000, budget)));
        assertEquals(new Step(0, 1), Schedule.next(view(running, List.of(), 5_000, budget)));
    }

    @Test
    void next_withGrownAnswers_setsTheLeastUrgentBack() {
        List<Running> running =
                List.of(
                        new Running(0, 160, 1, 500, false, 0, 7, 0),
                        new Running(1, 160, 1, 500, false, 1, 9, 0),
                        new Running(2, 160, 1, 500, false, 0, 8, 0));

        assertEquals(new SetBack(2), next(running, List.of(), SHAPE.residentBytes(480)));
    }

    @Test
    void next_withPromptsAndAnswers_alternates() {
        List<Running> running = List.of(step(0, 1), new Running(1, 0, 300, 500, false, 0, 2, 0));

        assertEquals(new Chunk(1), next(running, List.of()));
        assertEquals(
                new Step(0, 1),
                Schedule.next(new View(running, List.of(), SHAPE, 4, 0, PLENTY, true)));
    }

    @Test
    void next_withTwoPrompts_computesTheMoreUrgent() {
        List<Running> running =
                List.of(
                        new Running(0, 0, 300, 500, false, 0, 1, 0),
                        new Running(1, 0, 300, 500, false, 5, 2, 0));

        assertEquals(new Chunk(1), next(running, List.of()));
    }

    @Test
    void next_withAnswersInSeparateSlots_takesTheGroupThatWaitedLongest() {
        List<Running> running = List.of(step(0, 5), step(1, 5), step(3, 4));

        assertEquals(new Step(3, 1), next(running, List.of()));
        assertEquals(new Step(0, 2), next(List.of(step(0, 5), step(1, 5), step(3, 6)), List.of()));
    }

    @Test
    void fairShare_withTwoModels_servesByPriority() {
        double low = 0;
        double high = 0;
        int highTurns = 0;
        for (int turn = 0; turn < 90; turn++) {
            if (FairShare.next(List.of(low, high)) == 0) {
                low = FairShare.charge(low, 1_000, 0);
            } else {
                high = FairShare.charge(high, 1_000, 1);
                highTurns++;
            }
        }
        assertEquals(60, highTurns, 1);
    }

    private static View view(
            List<Running> running, List<Waiting> waiting, long cachedBytes, long budget) {
        return new View(running, waiting, SHAPE, 4, cachedBytes, budget, false);
    }

    private static Running step(int slot, long lastTurn) {
        return new Running(slot, 10, 1, 500, false, 0, slot, lastTurn);
    }

    private static Action next(List<Running> running, List<Waiting> waiting) {
        return next(running, waiting, PLENTY);
    }

    private static Action next(List<Running> running, List<Waiting> waiting, long budget) {
        return Schedule.next(new View(running, waiting, SHAPE, 4, 0, budget, false));
    }
}
