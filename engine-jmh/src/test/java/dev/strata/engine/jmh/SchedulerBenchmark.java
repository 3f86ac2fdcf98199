package dev.strata.engine.jmh;

import dev.strata.engine.batch.Decision;
import dev.strata.engine.batch.Running;
import dev.strata.engine.batch.Scheduler;
import dev.strata.engine.batch.Waiting;
import dev.strata.engine.kv.KvShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What a decision of the scheduler takes, which comes before every step and chunk. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SchedulerBenchmark {
    private static final KvShape SHAPE = new KvShape(24, 2, 64);

    @Param({"1", "8", "16"})
    int answers;

    @Param({"0", "64", "4096"})
    int queued;

    private List<Running> running = List.of();
    private List<Waiting> waiting = List.of();

    /** Answers in neighbouring slots, all slots taken, and a line of eight callers. */
    @Setup
    public void setUp() {
        running = new ArrayList<>();
        for (int slot = 0; slot < answers; slot++) {
            running.add(
                    new Running(slot, "c" + slot % 4, 0, slot, 200 + slot, 1, 512, false, slot));
        }
        waiting = new ArrayList<>();
        for (int i = 0; i < queued; i++) {
            waiting.add(new Waiting("c" + i % 8, i % 2, 100 + i, 256, 400));
        }
    }

    @Benchmark
    public Decision next() {
        return Scheduler.next(
                new dev.strata.engine.batch.State(
                        running,
                        waiting,
                        Map.of("c1", 4L, "c2", 5L),
                        new dev.strata.engine.batch.State.Memory(SHAPE, answers, 0, 1L << 32),
                        new dev.strata.engine.batch.State.Pace(0, 1e6, 2e7, .4)));
    }
}
