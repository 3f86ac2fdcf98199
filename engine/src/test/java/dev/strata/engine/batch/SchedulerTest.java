package dev.strata.engine.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.strata.engine.batch.Decision.Admit;
import dev.strata.engine.batch.Decision.Chunk;
import dev.strata.engine.batch.Decision.Evict;
import dev.strata.engine.batch.Decision.Move;
import dev.strata.engine.batch.Decision.Rest;
import dev.strata.engine.batch.Decision.SetBack;
import dev.strata.engine.batch.Decision.Step;
import dev.strata.engine.batch.State.Memory;
import dev.strata.engine.batch.State.Pace;
import dev.strata.engine.kv.KvShape;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SchedulerTest {
    private static final KvShape SHAPE = new KvShape(1, 1, 64); // 16 tokens are 8 KiB
    private static final long PLENTY = 1 << 30;
    private static final Pace PACE = new Pace(0, 1e9, 1_000_000, .4);

    @Test
    void next_withNothing_rests() {
        assertEquals(new Rest(), next(List.of(), List.of()));
    }

    @Test
    void next_withWaiting_admitsByPriorityThenAge() {
        assertEquals(
                new Admit(2, 0),
                next(List.of(), List.of(waits("a", 0, 0), waits("a", 1, 2), waits("a", 1, 1))));
    }

    @Test
    void next_withSeveralCallers_admitsTheOneThatRunsLeast() {
        List<Running> running = List.of(answer(0, 1)); // caller a

        assertEquals(new Admit(1, 1), next(running, List.of(waits("a", 0, 1), waits("b", 0, 2))));
        assertEquals(
                new Admit(0, 1),
                next(running, List.of(waits("a", 1, 1), waits("b", 0, 2))),
                "priority comes first");
    }

    @Test
    void next_withCallersThatRunAlike_admitsTheOneAdmittedLongestAgo() {
        List<Waiting> waiting = List.of(waits("a", 0, 1), waits("b", 0, 2), waits("c", 0, 3));

        assertEquals(new Admit(2, 0), next(waiting, Map.of("a", 7L, "b", 3L)));
        assertEquals(new Admit(1, 0), next(waiting, Map.of("a", 7L, "b", 3L, "c", 4L)));
    }

    @Test
    void next_withAHoleBetweenSlots_fillsItWithWhoWaits() {
        assertEquals(
                new Admit(0, 1),
                next(List.of(answer(0, 1), answer(2, 1)), List.of(waits("a", 0, 9))));
    }

    @Test
    void next_withAllSlotsTaken_admitsNobody() {
        List<Running> running = List.of(answer(0, 1), answer(1, 1), answer(2, 1), answer(3, 1));

        assertEquals(new Step(0, 4), next(running, List.of(waits("a", 9, 9))));
    }

    @Test
    void next_overTheBudget_letsThemWait() {
        List<Waiting> waiting = List.of(new Waiting("a", 0, 9, 100, 500));
        List<Running> running = List.of(answer(0, 1));

        assertEquals(new Step(0, 1), next(running, waiting, 0, SHAPE.residentBytes(300)));
        assertEquals(new Admit(0, 1), next(running, waiting, 0, SHAPE.residentBytes(500)));
    }

    @Test
    void next_withShortRequests_countsNoneWithMoreThanItsBound() {
        List<Running> running = List.of(running(0, 10, 1, 16, 0));
        long budget = SHAPE.residentBytes(16) + SHAPE.residentBytes(32);

        assertEquals(
                new Admit(0, 1), next(running, List.of(new Waiting("a", 0, 9, 20, 32)), 0, budget));
        assertEquals(
                new Step(0, 1), next(running, List.of(new Waiting("a", 0, 9, 20, 33)), 0, budget));
    }

    @Test
    void next_overTheBudgetWithNothingRunning_admitsOne() {
        assertEquals(
                new Admit(0, 0), next(List.of(), List.of(new Waiting("a", 0, 9, 100, 500)), 0, 1));
    }

    @Test
    void next_whereCachedPrefixesAreInTheWay_forgetsThemBeforeAnybodyWaits() {
        List<Running> running = List.of(answer(0, 1));
        List<Waiting> waiting = List.of(new Waiting("a", 0, 9, 100, 500));
        long budget = SHAPE.residentBytes(139) + SHAPE.residentBytes(228) + 5_000;

        assertEquals(new Evict(5_000), next(running, waiting, 9_000, budget));
        assertEquals(new Admit(0, 1), next(running, waiting, 5_000, budget));
    }

    @Test
    void next_whereAnswersGrowIntoCachedPrefixes_forgetsThem() {
        List<Running> running = List.of(running(0, 160, 1, 500, 0));
        long budget = SHAPE.residentBytes(176) + 5_000;

        assertEquals(new Evict(5_000), next(running, List.of(), 9_000, budget));
        assertEquals(new Step(0, 1), next(running, List.of(), 5_000, budget));
    }

    @Test
    void next_withGrownAnswers_setsTheLeastUrgentBack() {
        List<Running> running =
                List.of(
                        new Running(0, "a", 0, 7, 160, 1, 500, false, 0),
                        new Running(1, "a", 1, 9, 160, 1, 500, false, 0),
                        new Running(2, "a", 0, 8, 160, 1, 500, false, 0));

        assertEquals(new SetBack(2), next(running, List.of(), 0, SHAPE.residentBytes(480)));
    }

    @Test
    void next_withPromptsAndAnswers_givesEachAnswerATokenAfterAChunk() {
        List<Running> running = List.of(answer(0, 7), answer(1, 9), running(3, 0, 300, 500, 8));

        assertEquals(new Step(0, 2), at(new Pace(8, 1, 1_000, .4), running));
        assertEquals(new Chunk(3, Scheduler.CHUNK_TOKENS), at(new Pace(7, 1, 1_000, .4), running));
    }

    @Test
    void next_withAPromptBesideAnswers_computesAsMuchAsATenthOfASecondTakes() {
        List<Running> running = List.of(answer(0, 1), running(1, 0, 300, 500, 0));

        assertEquals(new Chunk(1, 256), beside(running, 390_000));
        assertEquals(new Chunk(1, 128), beside(running, 400_000));
        assertEquals(new Chunk(1, 128), beside(running, 780_000));
        assertEquals(new Chunk(1, Scheduler.SHORT_CHUNK_TOKENS), beside(running, 790_000));
        assertEquals(new Chunk(1, Scheduler.SHORT_CHUNK_TOKENS), beside(running, 1e9));
    }

    @Test
    void next_withAPromptLessUrgentThanAnAnswer_computesTheSmallestChunk() {
        List<Running> running =
                List.of(
                        new Running(0, "a", 3, 1, 40, 1, 500, false, 5),
                        new Running(1, "a", 2, 2, 0, 300, 500, false, 0));

        assertEquals(new Chunk(1, Scheduler.SHORT_CHUNK_TOKENS), beside(running, 1));
    }

    private static Decision beside(List<Running> running, double promptNanos) {
        return at(new Pace(0, promptNanos, 1_000, .4), running);
    }

    private static Decision at(Pace pace, List<Running> running) {
        return Scheduler.next(state(running, List.of(), 0, PLENTY, pace));
    }

    @Test
    void next_withPromptsAlone_computesTheMoreUrgentByWholeChunks() {
        List<Running> running =
                List.of(
                        new Running(0, "a", 0, 1, 0, 300, 500, false, 0),
                        new Running(1, "a", 5, 2, 0, 300, 500, false, 0));

        assertEquals(
                new Chunk(1, Scheduler.CHUNK_TOKENS), at(new Pace(9, 1e9, 1_000, .4), running));
    }

    @Test
    void next_withAHoleBetweenAnswers_movesTheLastWhereThatIsCheaper() {
        List<Running> running = List.of(answer(0, 5), answer(1, 5), answer(3, 4));

        assertEquals(new Move(3, 2), next(running, List.of()));
        assertEquals(
                new Step(3, 1),
                at(new Pace(0, 1e9, 1, 1e6), running),
                "too dear to copy: the group that waited longest");
        assertEquals(
                new Step(1, 2),
                next(List.of(answer(1, 5), answer(2, 5)), List.of()),
                "a hole below all is none");
    }

    @Test
    void next_withAPromptBetweenAnswers_takesItAlong() {
        List<Running> running = List.of(answer(0, 5), running(1, 30, 270, 500, 5), answer(2, 5));

        assertEquals(new Step(0, 3), at(new Pace(6, 1, 1_000, .4), running));
    }

    private static Waiting waits(String caller, int priority, long order) {
        return new Waiting(caller, priority, order, 5, 500);
    }

    private static Running answer(int slot, long lastTurn) {
        return running(slot, 10, 1, 500, lastTurn);
    }

    private static Running running(int slot, int computed, int pending, int most, long lastTurn) {
        return new Running(slot, "a", 0, slot, computed, pending, most, false, lastTurn);
    }

    private static Decision next(List<Running> running, List<Waiting> waiting) {
        return next(running, waiting, 0, PLENTY);
    }

    private static Decision next(List<Waiting> waiting, Map<String, Long> admitted) {
        return Scheduler.next(
                new State(List.of(), waiting, admitted, new Memory(SHAPE, 4, 0, PLENTY), PACE));
    }

    private static Decision next(
            List<Running> running, List<Waiting> waiting, long cachedBytes, long budget) {
        return Scheduler.next(state(running, waiting, cachedBytes, budget, PACE));
    }

    private static State state(
            List<Running> running,
            List<Waiting> waiting,
            long cachedBytes,
            long budget,
            Pace pace) {
        return new State(
                running, waiting, Map.of(), new Memory(SHAPE, 4, cachedBytes, budget), pace);
    }
}
