package dev.strata.engine.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs every benchmark: once, or with {@code -Dstrata.jmh=full} as long as it takes to tell. */
class BenchmarksTest {
    private static final int SAMPLER = 5 * 2;
    private static final int SCHEDULER = 3 * 3;

    @Test
    void run_ofEveryBenchmark_givesAFigure() throws RunnerException {
        boolean full = System.getProperty("strata.jmh", "smoke").equals("full");
        ChainedOptionsBuilder options =
                new OptionsBuilder().include("dev\\.strata\\.engine\\.jmh\\..*").threads(1);
        Collection<RunResult> results =
                new Runner((full ? full(options) : once(options)).build()).run();

        assertEquals(SAMPLER + SCHEDULER, results.size());
        for (RunResult result : results) {
            double score = result.getPrimaryResult().getScore();
            assertTrue(score > 0 && Double.isFinite(score), result.getParams().toString());
        }
    }

    private static ChainedOptionsBuilder full(ChainedOptionsBuilder options) {
        return options.forks(1)
                .warmupIterations(3)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(5)
                .measurementTime(TimeValue.seconds(1))
                .jvmArgs("-Xmx512m");
    }

    private static ChainedOptionsBuilder once(ChainedOptionsBuilder options) {
        return options.forks(0)
                .warmupIterations(0)
                .measurementIterations(1)
                .measurementTime(TimeValue.milliseconds(5))
                .shouldFailOnError(true);
    }
}
