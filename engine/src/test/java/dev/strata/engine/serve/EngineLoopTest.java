package dev.strata.engine.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.engine.Device;
import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import dev.strata.engine.ModelConfig;
import dev.strata.engine.TokenIds;
import dev.strata.engine.decode.RawDistribution;
import dev.strata.engine.kv.KvShape;
import dev.strata.engine.kv.KvSlabs;
import dev.strata.engine.prefix.PrefixKey;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EngineLoopTest {
    private static final int VOCABULARY = 8;

    private final EngineLoop loop = EngineLoop.start(InstantSource.system(), Duration.ofMinutes(2));

    @AfterEach
    void stop() {
        loop.close();
    }

    @Test
    void perform_runnerThrowsAnything_failsThatBatchAndServesOn() throws Exception {
        ModelWorker worker = worker(new BrokenOnce(new IllegalStateException("no such slot")));
        FakeJob first = new FakeJob();
        FakeJob second = new FakeJob();

        loop.submit(worker, first);
        assertEquals(
                "RUNTIME answer of model 'm' broke: java.lang.IllegalStateException: no such slot",
                first.end());
        loop.submit(worker, second);

        assertEquals("answered", second.end());
        assertTrue(worker.isOpen());
    }

    @Test
    void row_answerTooDeep_failsThatOneAndServesOn() throws Exception {
        ModelWorker worker = worker(new BrokenOnce(null));
        FakeJob deep = new FakeJob();
        deep.rowThrows = new StackOverflowError();
        FakeJob other = new FakeJob();

        loop.submit(worker, deep);
        assertEquals("RUNTIME answer of model 'm' broke: java.lang.StackOverflowError", deep.end());
        loop.submit(worker, other);

        assertEquals("answered", other.end());
        assertTrue(worker.isOpen());
    }

    @Test
    void run_threadBreaks_failsAllRequestsAndNobodyWaits() throws Exception {
        ModelWorker broken = worker(new BrokenOnce(new LinkageError("a defect of the test")));
        ModelWorker other = worker(new BrokenOnce(null));
        FakeJob job = new FakeJob();

        loop.submit(broken, job);

        assertEquals("RUNTIME answer of model 'm' broke: the engine broke", job.end());
        loop.close(broken);
        loop.close(other);
        assertFalse(broken.isOpen());
        assertFalse(other.isOpen());
        var refused = assertThrows(EngineException.class, () -> loop.submit(other, new FakeJob()));
        assertEquals(EngineError.CLOSED, refused.code());
    }

    @Test
    void close_memoryCannotBeFreed_returnsAndServesTheOther() throws Exception {
        BrokenOnce runner = new BrokenOnce(null);
        runner.closeBreaks = true;
        ModelWorker worker = worker(runner);
        ModelWorker other = worker(new BrokenOnce(null));

        loop.close(worker);

        FakeJob job = new FakeJob();
        loop.submit(other, job);
        assertEquals("answered", job.end());
        assertFalse(worker.isOpen());
    }

    @Test
    void run_computationHangs_failsAllRequestsAndClosesWithoutIt() throws Exception {
        EngineLoop watched = EngineLoop.start(InstantSource.system(), Duration.ofMillis(20));
        HangsOnce runner = new HangsOnce();
        ModelWorker hung = worker(watched, runner);
        ModelWorker other = worker(watched, new BrokenOnce(null));
        FakeJob running = new FakeJob();
        watched.submit(hung, running);
        runner.hangs.await();
        FakeJob waiting = new FakeJob();
        try {
            watched.submit(other, waiting);
            assertEquals("RUNTIME answer of model 'm' broke: a computation hangs", waiting.end());
        } catch (EngineException e) {
            assertEquals(EngineError.CLOSED, e.code()); // the watchdog was faster
        }

        assertEquals("RUNTIME answer of model 'm' broke: a computation hangs", running.end());
        assertFalse(hung.isOpen());
        assertFalse(other.isOpen());
        assertThrows(EngineException.class, () -> watched.submit(other, new FakeJob()));
        watched.close(hung);
        watched.close();
        assertFalse(watched.hasEnded());

        runner.goOn.countDown(); // should it ever end, its memory is freed and nothing is sent
        hung.awaitClosed();
        other.awaitClosed();
        assertFalse(running.answered);
    }

    private ModelWorker worker(Runner runner) {
        return worker(loop, runner);
    }

    private static ModelWorker worker(EngineLoop loop, Runner runner) {
        ModelConfig config =
                new ModelConfig(
                        "m", Path.of("m.gguf"), Path.of("."), 1, 64, 4, 2, 1 << 20, Device.CPU);
        ModelWorker worker =
                new ModelWorker(config, new KvPlan(64, 1 << 20, 0), runner, VOCABULARY);
        loop.add(worker);
        return worker;
    }

    /** Throws at its first computation where it is given something to throw. */
    private static final class BrokenOnce implements Runner {
        private final KvSlabs kv = KvSlabs.reserve(new KvShape(1, 1, 16), 2, 64);
        private @Nullable Throwable thrown;
        private boolean closeBreaks;

        BrokenOnce(@Nullable Throwable thrown) {
            this.thrown = thrown;
        }

        @Override
        public KvSlabs kv() {
            return kv;
        }

        @Override
        public void chunk(int slot, Sequence sequence, int tokens, int firstRow) {
            Throwable now = thrown;
            thrown = null;
            if (now instanceof RuntimeException e) {
                throw e;
            }
            if (now instanceof Error e) {
                throw e;
            }
        }

        @Override
        public void step(int firstSlot, Sequence... sequences) {}

        @Override
        public float[] logits(int index) {
            return new float[VOCABULARY];
        }

        @Override
        public void close() {
            kv.close();
            if (closeBreaks) {
                throw new IllegalStateException("memory of the test");
            }
        }
    }

    /** Hangs in its first computation until it is told to go on. */
    private static final class HangsOnce implements Runner {
        private final BrokenOnce runner = new BrokenOnce(null);
        private final CountDownLatch hangs = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);

        @Override
        public KvSlabs kv() {
            return runner.kv();
        }

        @Override
        public void chunk(int slot, Sequence sequence, int tokens, int firstRow) {
            hangs.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void step(int firstSlot, Sequence... sequences) {}

        @Override
        public float[] logits(int index) {
            return runner.logits(index);
        }

        @Override
        public void close() {
            runner.close();
        }
    }

    /** Wants the logits of one position. */
    private static final class FakeJob implements Job {
        private final Sequence sequence = new Sequence(TokenIds.of(1, 2, 3), 2);
        private final CompletableFuture<String> end = new CompletableFuture<>();
        private volatile boolean answered;
        private volatile @Nullable Error rowThrows;

        String end() throws Exception {
            return end.get(20, TimeUnit.SECONDS);
        }

        @Override
        public Sequence sequence() {
            return sequence;
        }

        @Override
        public int mostTokens() {
            return sequence.length();
        }

        @Override
        public String caller() {
            return "";
        }

        @Override
        public int priority() {
            return 0;
        }

        @Override
        public Optional<Instant> deadline() {
            return Optional.empty();
        }

        @Override
        public boolean cancelled() {
            return false;
        }

        @Override
        public Optional<PrefixKey> prefixKey() {
            return Optional.empty();
        }

        @Override
        public Optional<Drafting> drafting() {
            return Optional.empty();
        }

        @Override
        public void admitted() {}

        @Override
        public void found(int tokens) {}

        @Override
        public boolean row(int position, float[] logits, RawDistribution raw) {
            Error thrown = rowThrows;
            if (thrown != null) {
                throw thrown;
            }
            answered = true;
            end.complete("answered");
            return false;
        }

        @Override
        public boolean done() {
            return end.isDone();
        }

        @Override
        public void endCancelled() {
            end.complete("cancelled");
        }

        @Override
        public void fail(EngineError code, String why) {
            end.complete(code + " " + why);
        }
    }
}
