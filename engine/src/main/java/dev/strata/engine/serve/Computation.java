package dev.strata.engine.serve;

import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import dev.strata.engine.decode.RawDistribution;
import java.lang.System.Logger.Level;
import java.util.List;

/**
 * One model's turns: computes, and hands the logits to the jobs.
 *
 * <p>Whatever exception a turn ends with fails the jobs that were computed, and nothing else. Owned
 * by the engine thread.
 */
final class Computation {
    private static final System.Logger LOG = System.getLogger(Computation.class.getName());

    private final String model;
    private final Runner runner;
    private final RawDistribution raw;

    Computation(String model, Runner runner, int vocabulary) {
        this.model = model;
        this.runner = runner;
        this.raw = new RawDistribution(vocabulary);
    }

    /** Computes the next tokens of a sequence, at most {@code most}. */
    void chunk(Held held, int most) {
        guarded(List.of(held), () -> prefill(held, most));
    }

    /** Computes one token of each, prompts among them; their slots are neighbours. */
    void step(List<Held> batch) {
        guarded(batch, () -> decode(batch));
    }

    private void guarded(List<Held> computed, Runnable turn) {
        try {
            turn.run();
        } catch (EngineException e) {
            computed.stream()
                    .map(held -> held.job)
                    .filter(job -> !job.done())
                    .forEach(job -> job.fail(e.code(), e.getMessage()));
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "model '" + model + "' could not compute a turn", e);
            computed.forEach(held -> fail(held.job, e.toString()));
        }
    }

    private void prefill(Held held, int most) {
        Sequence sequence = held.job.sequence();
        int firstRow = sequence.firstRow();
        int lastRow = firstRow + GraphRunner.MAX_ROWS - 1;
        int end = Math.min(sequence.computed() + Math.min(sequence.pending(), most), lastRow + 1);
        runner.chunk(held.slot, sequence, end - sequence.computed(), Math.min(firstRow, end));
        sequence.advance(end - sequence.computed());
        boolean valid = true;
        for (int position = firstRow; valid && position < end; position++) {
            valid = row(held.job, position, position - firstRow);
        }
    }

    private void decode(List<Held> batch) {
        Sequence[] sequences = batch.stream().map(h -> h.job.sequence()).toArray(Sequence[]::new);
        runner.step(batch.getFirst().slot, sequences);
        for (int i = 0; i < sequences.length; i++) {
            int position = sequences[i].computed();
            boolean wanted = position == sequences[i].firstRow(); // not of a prompt's middle
            sequences[i].advance(1);
            if (wanted) {
                row(batch.get(i).job, position, i);
            }
        }
    }

    /** A job that breaks breaks alone. */
    private boolean row(Job job, int position, int index) {
        try {
            return job.row(position, runner.logits(index), raw);
        } catch (RuntimeException | StackOverflowError e) {
            LOG.log(Level.ERROR, "an answer of model '" + model + "' broke", e);
            fail(job, e.toString());
            return false;
        }
    }

    /** Ends {@code job} with RUNTIME unless it has ended. */
    void fail(Job job, String why) {
        if (!job.done()) {
            job.fail(EngineError.RUNTIME, "answer of model '%s' broke: %s".formatted(model, why));
        }
    }
}
