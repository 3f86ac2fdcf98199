package dev.strata.engine.serve;

import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import dev.strata.engine.kv.KvSlabs;
import java.util.function.BooleanSupplier;

/** A runner whose results count only while nobody has given it up. */
record GuardedRunner(Runner runner, BooleanSupplier givenUp) implements Runner {

    @Override
    public KvSlabs kv() {
        return runner.kv();
    }

    @Override
    public void chunk(int slot, Sequence sequence, int tokens, int firstRow) {
        runner.chunk(slot, sequence, tokens, firstRow);
        check();
    }

    @Override
    public void step(int firstSlot, Sequence... sequences) {
        runner.step(firstSlot, sequences);
        check();
    }

    private void check() {
        if (givenUp.getAsBoolean()) {
            throw new EngineException(
                    EngineError.RUNTIME,
                    "computation ended too late: expected its end within the limit, got it after all requests had failed; start the process again");
        }
    }

    @Override
    public float[] logits(int index) {
        return runner.logits(index);
    }

    @Override
    public void close() {
        runner.close();
    }
}
