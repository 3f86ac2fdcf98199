package dev.strata.engine.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.engine.batch.State.Memory;
import dev.strata.engine.batch.State.Pace;
import dev.strata.engine.kv.KvShape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Whatever happens, everybody is served, within the budget, and nobody shares a slot. */
class SchedulerPropertyTest {
    private static final KvShape SHAPE = new KvShape(1, 1, 64);
    private static final int SLOTS = 5;
    private static final long TOKEN_NANOS = 1_000;

    /** A model without a model: it does what it is told and keeps count. */
    private static final class Simulated {
        final List<Waiting> waiting = new ArrayList<>();
        final List<Running> running = new ArrayList<>();
        final Map<String, Long> admitted = new HashMap<>();
        final List<Long> ended = new ArrayList<>();
        final long budget;
        long cached;
        long admissions;
        long turns;
        long chunkTurn;
        int chunksBesideAnswers;

        Simulated(long budget) {
            this.budget = budget;
        }

        State state() {
            return new State(
                    running,
                    waiting,
                    admitted,
                    new Memory(SHAPE, SLOTS, cached, budget),
                    new Pace(chunkTurn, TOKEN_NANOS, 10 * TOKEN_NANOS, .4));
        }

        Decision act() {
            Decision decision = Scheduler.next(state());
            switch (decision) {
                case Decision.Admit(int index, int slot) -> admit(waiting.remove(index), slot);
                case Decision.SetBack(int slot) -> setBack(slot);
                case Decision.Evict(long bytes) -> {
                    assertTrue(bytes < cached, "evicts something");
                    cached = bytes;
                }
                case Decision.Move(int from, int to) -> move(from, to);
                case Decision.Chunk(int slot, int tokens) -> chunk(slot, tokens);
                case Decision.Step(int first, int count) -> step(first, count);
                case Decision.Rest() -> assertTrue(waiting.isEmpty() && running.isEmpty());
            }
            assertTrue(running.size() <= SLOTS);
            Set<Integer> slots = new HashSet<>();
            running.forEach(r -> assertTrue(slots.add(r.slot()) && r.slot() < SLOTS));
            assertTrue(running.size() <= 1 || pages() + cached <= budget, "over the budget");
            return decision;
        }

        private long pages() {
            return running.stream().mapToLong(r -> SHAPE.residentBytes(r.computed())).sum();
        }

        private void admit(Waiting w, int slot) {
            assertTrue(running.stream().noneMatch(r -> r.slot() == slot));
            admitted.put(w.caller(), admissions++);
            running.add(
                    new Running(
                            slot,
                            w.caller(),
                            w.priority(),
                            w.order(),
                            0,
                            w.tokens(),
                            w.most(),
                            true,
                            0));
        }

        private void setBack(int slot) {
            assertTrue(running.size() > 1, "somebody goes on");
            Running r = running.remove(index(slot));
            waiting.add(
                    new Waiting(
                            r.caller(),
                            r.priority(),
                            r.order(),
                            r.computed() + r.pending(),
                            r.most()));
        }

        private void move(int from, int to) {
            assertTrue(running.stream().noneMatch(r -> r.slot() == to));
            assertTrue(to < from);
            Running r = running.remove(index(from));
            running.add(with(r, to, r.computed(), r.pending()));
        }

        private void chunk(int slot, int tokens) {
            Running r = running.get(index(slot));
            assertTrue(r.pending() > 1, "a prompt");
            int computed = Math.min(tokens, r.pending());
            List<Running> answers = running.stream().filter(Running::answers).toList();
            answers.forEach(answer -> assertTrue(answer.lastTurn() >= chunkTurn, "has its turn"));
            chunksBesideAnswers += answers.isEmpty() ? 0 : 1;
            chunkTurn = ++turns;
            advance(slot, computed);
        }

        private void step(int first, int count) {
            int answers = 0;
            for (int slot = first; slot < first + count; slot++) {
                answers += running.get(index(slot)).answers() ? 1 : 0;
                advance(slot, 1);
            }
            assertTrue(answers > 0);
        }

        private void advance(int slot, int tokens) {
            Running r = running.remove(index(slot));
            int computed = r.computed() + tokens;
            int pending = Math.max(1, r.pending() - tokens);
            if (computed + pending > r.most()) {
                ended.add(r.order());
            } else {
                running.add(with(r, slot, computed, pending));
            }
        }

        private Running with(Running r, int slot, int computed, int pending) {
            return new Running(
                    slot,
                    r.caller(),
                    r.priority(),
                    r.order(),
                    computed,
                    pending,
                    r.most(),
                    false,
                    ++turns);
        }

        private int index(int slot) {
            for (int i = 0; i < running.size(); i++) {
                if (running.get(i).slot() == slot) {
                    return i;
                }
            }
            throw new AssertionError("nobody is in slot " + slot);
        }
    }

    @Test
    void next_overRandomLives_servesAllAndWithinTheBudget() {
        for (int seed = 0; seed < 60; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Simulated model = new Simulated(SHAPE.residentBytes(400 + random.nextInt(2_000)));
            Set<Long> expected = new HashSet<>();
            int turn = 0;
            for (long order = 0;
                    order < 40 || !model.waiting.isEmpty() || !model.running.isEmpty(); ) {
                if (order < 40 && random.nextInt(10) == 0) {
                    int tokens = 2 + random.nextInt(300);
                    model.waiting.add(
                            new Waiting(
                                    "caller" + random.nextInt(3),
                                    random.nextInt(3),
                                    order,
                                    tokens,
                                    tokens + 1 + random.nextInt(80)));
                    expected.add(order++);
                }
                if (random.nextInt(50) == 0) {
                    cancelOne(model, random, expected);
                }
                if (random.nextInt(30) == 0 && model.running.size() < 2) {
                    model.cached = model.budget / 4;
                }
                Decision _ = model.act();
                assertTrue(++turn < 60_000, "goes on for ever, seed " + seed);
            }
            assertEquals(expected, new HashSet<>(model.ended), "seed " + seed);
            assertEquals(expected.size(), model.ended.size(), "each once");
        }
    }

    private static void cancelOne(Simulated model, SplittableRandom random, Set<Long> expected) {
        if (!model.waiting.isEmpty() && random.nextBoolean()) {
            expected.remove(model.waiting.remove(random.nextInt(model.waiting.size())).order());
        } else if (!model.running.isEmpty()) {
            expected.remove(model.running.remove(random.nextInt(model.running.size())).order());
        }
    }

    @Test
    void next_withOneCallersHundredRequests_servesAnothersOneSoon() {
        Simulated model = new Simulated(1 << 30);
        for (int i = 0; i < 100; i++) {
            model.waiting.add(new Waiting("many", 0, i, 20, 40));
        }
        while (model.running.size() < SLOTS) {
            Decision _ = model.act();
        }
        model.waiting.add(new Waiting("one", 0, 1_000, 20, 40));

        while (!model.ended.contains(1_000L)) {
            Decision _ = model.act();
        }

        assertTrue(model.ended.size() <= 3 * SLOTS, "after " + model.ended.size());
    }

    @Test
    void next_withPromptsThatKeepComing_givesAnswersATokenAfterEachChunk() {
        Simulated model = new Simulated(1 << 30);
        model.waiting.add(new Waiting("a", 0, 0, 2, 4_000));
        for (int i = 1; i < 40; i++) {
            model.waiting.add(new Waiting("b", 0, i, 500, 502));
        }

        while (model.ended.size() < 39) {
            Decision _ = model.act(); // looks at every chunk
        }

        assertNotEquals(0, model.chunksBesideAnswers);
    }

    @Test
    void next_withHolesLeftByAnswersThatEnded_stepsTheRestTogether() {
        Simulated model = new Simulated(1 << 30);
        for (int i = 0; i < SLOTS; i++) {
            model.waiting.add(new Waiting("a", 0, i, 2, i % 2 == 0 ? 400 : 20));
        }
        while (model.ended.size() < 2) {
            Decision _ = model.act();
        }

        Decision decision = model.act();
        while (decision instanceof Decision.Move) {
            decision = model.act();
        }

        assertEquals(new Decision.Step(0, 3), decision);
    }
}
