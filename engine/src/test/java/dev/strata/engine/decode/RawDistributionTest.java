package dev.strata.engine.decode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RawDistributionTest {
    private static final int VOCABULARY = 3_001;

    private final float[] logits = randomLogits(7);
    private final RawDistribution raw = new RawDistribution(VOCABULARY);

    @Test
    void logprob_ofAnyToken_equalsLogSoftmaxInDoubles() {
        raw.read(logits);

        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit);
        }
        for (int id = 0; id < VOCABULARY; id += 100) {
            assertEquals(logits[id] - Math.log(sum), raw.logprob(id), 1e-5);
        }
    }

    @Test
    void entropy_ofRandomLogits_equalsItsDefinition() {
        raw.read(logits);

        double entropy = 0;
        for (int id = 0; id < VOCABULARY; id++) {
            entropy -= Math.exp(raw.logprob(id)) * raw.logprob(id);
        }
        assertEquals(entropy, raw.entropy(), 1e-4);
    }

    @Test
    void entropy_ofOneCertainToken_isZero() {
        float[] certain = new float[VOCABULARY];
        certain[5] = 200;

        raw.read(certain);

        assertEquals(0, raw.entropy(), 1e-6);
        assertEquals(0, raw.logprob(5), 1e-6);
        assertEquals(5, raw.mostLikely());
    }

    @Test
    void logprobs_ofAllTokens_sumToOne() {
        raw.read(logits);

        double sum =
                IntStream.range(0, VOCABULARY).mapToDouble(id -> Math.exp(raw.logprob(id))).sum();

        assertEquals(1, sum, 1e-4);
    }

    @Test
    void top_withEqualLogits_prefersSmallerIds() {
        float[] row = new float[VOCABULARY];
        row[2_999] = 3;
        row[12] = 3;
        row[40] = 2;

        raw.read(row);

        assertArrayEquals(new int[] {12, 2_999, 40, 0, 1}, raw.top(5));
        assertEquals(12, raw.mostLikely());
    }

    @Test
    void top_ofRandomLogits_equalsSorting() {
        raw.read(logits);

        int[] expected =
                IntStream.range(0, VOCABULARY)
                        .boxed()
                        .sorted((a, b) -> Float.compare(logits[b], logits[a]))
                        .limit(20)
                        .mapToInt(i -> i)
                        .toArray();
        assertArrayEquals(expected, raw.top(20));
        assertArrayEquals(new int[0], raw.top(0));
    }

    @Test
    void exp_overItsRange_isExactToTheLogitsRounding() {
        for (float y = 0; y > -30; y -= 0.037f) {
            double tolerance = y > -9 ? 2e-6 : y > -19 ? 1e-3 : 1;
            assertEquals(1, Exponentials.exp(y) / Math.exp(y), tolerance, "exp of " + y);
        }
    }

    @Test
    void read_withInfinitelyUnlikelyTokens_countsTheOthers() {
        float[] row = new float[VOCABULARY];
        Arrays.fill(row, Float.NEGATIVE_INFINITY);
        row[7] = 40;
        row[2_000] = 39;

        raw.read(row);

        double second = 1 / (1 + Math.E);
        assertEquals(Math.log(second), raw.logprob(2_000), 1e-5);
        assertEquals(7, raw.mostLikely());
        assertEquals(
                -second * Math.log(second) - (1 - second) * Math.log(1 - second),
                raw.entropy(),
                1e-5);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x7fc00000, 0xffc00000, 0xff800001})
    void read_withOneThatIsNoNumber_saysSo(int bits) {
        float[] row = randomLogits(3);
        row[1_700] = Float.intBitsToFloat(bits);

        raw.read(row);

        assertTrue(Float.isNaN(raw.logprob(raw.mostLikely())));
    }

    static float[] randomLogits(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] logits = new float[VOCABULARY];
        for (int i = 0; i < VOCABULARY; i++) {
            logits[i] = (float) (random.nextGaussian() * 3);
        }
        return logits;
    }
}
