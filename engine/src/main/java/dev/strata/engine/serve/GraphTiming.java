package dev.strata.engine.serve;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.strata.engine.kv.KvSlabs;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures two graphs by turns, so that other load on the machine meets both, on whatever tokens
 * the buffers hold.
 *
 * @param kv whose slots are free
 */
record GraphTiming(KvSlabs kv, StepBuffers buffers) {
    private static final int LEAST_TURNS = 4; // the first one allocates
    private static final int MOST_TURNS = 32;
    private static final double ENOUGH_MILLIS = 100;

    /** A graph with its head. */
    @FunctionalInterface
    interface Computation {
        /** Computes {@code tokens} tokens of each of {@code batch} answers in the first slots. */
        void run(int batch, int tokens);
    }

    /**
     * The best times of both, of steps and of prompts.
     *
     * <p>The longest first: weights are still moved to huge pages behind a model that was just
     * loaded, which short computations would feel most.
     *
     * @param slots that the model has
     */
    GraphCosts measure(int slots, Computation exact, Computation second) {
        List<GraphCosts.Point> prompts = new ArrayList<>();
        for (int tokens : GraphCosts.prompts(kv.capacity()).reversed()) {
            prompts.addFirst(point(tokens, 1, tokens, exact, second));
        }
        List<GraphCosts.Point> steps = new ArrayList<>();
        for (int answers : GraphCosts.steps(slots).reversed()) {
            steps.addFirst(point(answers, answers, 1, exact, second));
        }
        for (int slot = 0; slot < slots; slot++) {
            kv.free(slot);
        }
        return new GraphCosts(steps, prompts);
    }

    private GraphCosts.Point point(
            int size, int batch, int tokens, Computation exact, Computation second) {
        buffers.longest().set(JAVA_INT, 0, tokens);
        for (int slot = 0; slot < batch; slot++) {
            kv.touch(slot, tokens);
            buffers.lengths().setAtIndex(JAVA_INT, slot, tokens - 1);
            buffers.wanted().setAtIndex(JAVA_LONG, slot, batch == 1 ? tokens - 1 : slot);
        }
        double exactMillis = Double.MAX_VALUE;
        double secondMillis = Double.MAX_VALUE;
        double spent = 0;
        for (int i = 0; i < LEAST_TURNS || (i < MOST_TURNS && spent < ENOUGH_MILLIS); i++) {
            double first = millis(() -> exact.run(batch, tokens));
            double other = millis(() -> second.run(batch, tokens));
            exactMillis = Math.min(exactMillis, first);
            secondMillis = Math.min(secondMillis, other);
            spent += first + other;
        }
        return new GraphCosts.Point(size, exactMillis, secondMillis);
    }

    private static double millis(Runnable computation) {
        long start = System.nanoTime();
        computation.run();
        return (System.nanoTime() - start) / 1e6;
    }
}
