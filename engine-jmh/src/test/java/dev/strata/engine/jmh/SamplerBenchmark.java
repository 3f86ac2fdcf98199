package dev.strata.engine.jmh;

import dev.strata.engine.Sampling;
import dev.strata.engine.TokenIds;
import dev.strata.engine.decode.RawDistribution;
import dev.strata.engine.decode.Sampler;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What choosing a token takes after its logits are known. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SamplerBenchmark {
    /** V1's vocabulary, and that of V2 and V3. */
    @Param({"49152", "151936"})
    int vocabulary;

    private float[] logits = {};
    private RawDistribution raw = new RawDistribution(1);
    private final Sampler greedy = new Sampler(Sampling.greedy(), TokenIds.of(1));
    private final Sampler usual =
            new Sampler(new Sampling(.7, 0, .95, 0, 1, 0, 0, Map.of(), 1), TokenIds.of(1));
    private final Sampler penalised =
            new Sampler(new Sampling(.7, 40, .95, 0, 1.1, 0, .2, Map.of(), 1), TokenIds.of(1));
    private int position;

    /** Logits as a model's: most of them far below a few. */
    @Setup
    public void setUp() {
        SplittableRandom random = new SplittableRandom(1);
        logits = new float[vocabulary];
        for (int i = 0; i < vocabulary; i++) {
            logits[i] = (float) (3 * random.nextGaussian());
        }
        raw = new RawDistribution(vocabulary);
        raw.read(logits);
    }

    /** Log-sum-exp, entropy and the most likely token, of every token. */
    @Benchmark
    public double read() {
        raw.read(logits);
        return raw.entropy() + raw.logprob(raw.mostLikely());
    }

    @Benchmark
    public int[] topTwenty() {
        return raw.top(20);
    }

    @Benchmark
    public int greedy() {
        return choose(greedy);
    }

    @Benchmark
    public int topP() {
        return choose(usual);
    }

    @Benchmark
    public int topKWithPenalties() {
        return choose(penalised);
    }

    private int choose(Sampler sampler) {
        return sampler.choose(position++ & 1023, logits, raw, Set.of(), Optional.empty());
    }
}
