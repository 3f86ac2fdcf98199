package dev.strata.engine.serve;

import dev.strata.engine.speculation.Speculation;
import dev.strata.engine.speculation.Speculation.Candidate;
import dev.strata.engine.speculation.StepCosts;
import java.util.ArrayList;
import java.util.List;

/**
 * Has answers guess where that pays, by what this model's turns took so far.
 *
 * <p>Owned by the engine thread.
 */
final class Speculator {
    private final StepCosts costs = new StepCosts(Speculation.MOST_GUESSED + 1);
    private long guessed;
    private long right;

    /** Appends guesses to the answers that would step together; false where that does not pay. */
    boolean guess(List<Held> step) {
        if (step.size() > Speculation.MOST_ANSWERS
                || step.stream().anyMatch(held -> held.job.sequence().pending() > 1)) {
            return false;
        }
        List<Candidate> candidates = new ArrayList<>(step.size());
        for (Held held : step) {
            Sequence sequence = held.job.sequence();
            int most = held.job.mostTokens() - sequence.length() - 1;
            candidates.add(
                    held.job
                            .drafting()
                            .map(of -> of.propose(Math.min(most, Speculation.MOST_GUESSED)))
                            .orElse(new Candidate(0, 0)));
        }
        int[] lengths = Speculation.lengths(candidates, costs);
        boolean any = false;
        for (int i = 0; i < lengths.length; i++) {
            if (lengths[i] > 0) {
                Held held = step.get(i);
                held.job.drafting().orElseThrow().guess(held.job.sequence(), lengths[i]);
                any = true;
            }
        }
        return any;
    }

    /** Has each answer verified by itself, and learns what that takes. */
    void verify(List<Held> step, Computation computation) {
        for (Held held : step) {
            int tokens = held.job.sequence().pending();
            int before = held.job.drafting().map(of -> of.outcome().right()).orElse(0);
            long start = System.nanoTime();
            computation.chunk(held, tokens);
            costs.verifyTook(tokens, System.nanoTime() - start);
            guessed += tokens - 1;
            right += held.job.drafting().map(of -> of.outcome().right()).orElse(0) - before;
        }
    }

    /** Has all of them computed together, and learns what that takes. */
    void step(List<Held> step, Computation computation) {
        long start = System.nanoTime();
        computation.step(step);
        costs.batchTook(step.size(), System.nanoTime() - start);
    }

    /** What a step of one answer takes, in nanoseconds; 1 before any was measured. */
    double stepNanos() {
        return costs.batch(1);
    }

    /** Tokens guessed so far. */
    long guessed() {
        return guessed;
    }

    /** Of these, tokens that were right. */
    long right() {
        return right;
    }
}
