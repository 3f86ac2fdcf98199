package dev.strata.engine.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import dev.strata.engine.Sampling;
import dev.strata.engine.TokenIds;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SamplerTest {
    private static final int DRAWS = 20_000;

    private final float[] logits = {1, 3, 2, 0, -1};

    @Test
    void choose_atTemperatureZero_takesTheMostLikely() {
        assertEquals(1, choose(Sampling.greedy(), 0));
    }

    @Test
    void choose_atATemperatureNextToZero_takesTheMostLikely() {
        assertEquals(1, choose(sampling(Double.MIN_VALUE, 0, 1, 0, 1, 0, 0, Map.of()), 0));
        assertEquals(1, choose(sampling(Double.MIN_VALUE, 2, .9, 0, 1, 0, 0, Map.of()), 0));
    }

    @Test
    void sampling_withARepetitionPenaltyNextToZero_isRefused() {
        EngineException e =
                assertThrows(
                        EngineException.class,
                        () -> sampling(0, 0, 1, 0, Double.MIN_VALUE, 0, 0, Map.of()));

        assertEquals(EngineError.INVALID_REQUEST, e.code());
    }

    @Test
    void choose_withForbiddenTokens_takesAnother() {
        Sampler sampler = new Sampler(Sampling.greedy(), TokenIds.of(0));

        assertEquals(2, sampler.choose(0, logits, read(), Set.of(1), Optional.empty()));
    }

    @Test
    void choose_withLogitBias_followsIt() {
        assertEquals(4, choose(sampling(0, 0, 1, 0, 1, 0, 0, Map.of(4, 10f)), 0));
    }

    @Test
    void choose_withRepetitionPenalty_leavesPromptTokens() {
        Sampling sampling = sampling(0, 0, 1, 0, 2, 0, 0, Map.of());
        Sampler sampler = new Sampler(sampling, TokenIds.of(1));

        assertEquals(2, sampler.choose(0, logits, read(), Set.of(), Optional.empty()));
    }

    @Test
    void choose_withFrequencyPenalty_leavesWhatTheAnswerRepeats() {
        Sampling sampling = sampling(0, 0, 1, 0, 1, 0, .4, Map.of());
        Sampler sampler = new Sampler(sampling, TokenIds.of(1, 1, 1));

        assertEquals(
                1,
                sampler.choose(0, logits, read(), Set.of(), Optional.empty()),
                "prompt does not count");
        for (int i = 0; i < 3; i++) {
            sampler.accept(1);
        }
        assertEquals(2, sampler.choose(3, logits, read(), Set.of(), Optional.empty()));
    }

    @Test
    void choose_withPresencePenalty_countsATokenOnce() {
        Sampling sampling = sampling(0, 0, 1, 0, 1, .9, 0, Map.of());
        Sampler sampler = new Sampler(sampling, TokenIds.of(0));
        sampler.accept(1);
        sampler.accept(1);

        assertEquals(1, sampler.choose(2, logits, read(), Set.of(), Optional.empty()));
    }

    @Test
    void choose_withTemperatureOne_followsTheDistribution() {
        Sampling sampling = sampling(1, 0, 1, 0, 1, 0, 0, Map.of());
        RawDistribution raw = read();
        int[] counts = draw(sampling);

        for (int id = 0; id < logits.length; id++) {
            assertEquals(Math.exp(raw.logprob(id)), counts[id] / (double) DRAWS, .015);
        }
    }

    @Test
    void choose_withTopPOfTheWhole_followsTheDistributionToo() {
        int[] all = draw(sampling(1, 0, 1, 0, 1, 0, 0, Map.of()));
        int[] nearlyAll = draw(sampling(1, 0, .999999, 0, 1, 0, 0, Map.of()));

        for (int id = 0; id < logits.length; id++) {
            assertEquals(all[id], nearlyAll[id], DRAWS * .02);
        }
    }

    @Test
    void choose_withTopK_drawsFromTheBestOnly() {
        assertEquals(Set.of(1, 2), drawn(sampling(2, 2, 1, 0, 1, 0, 0, Map.of())));
    }

    @Test
    void choose_withTopP_drawsFromTheNucleusOnly() {
        // Probabilities .64, .24, .09, .03, .01 of ids 1, 2, 0, 3, 4.
        assertEquals(Set.of(1, 2), drawn(sampling(1, 0, .8, 0, 1, 0, 0, Map.of())));
        assertEquals(Set.of(1), drawn(sampling(1, 0, .5, 0, 1, 0, 0, Map.of())));
    }

    @Test
    void choose_withMinP_dropsWhatIsMuchLessLikely() {
        assertEquals(Set.of(1, 2), drawn(sampling(1, 0, 1, .3, 1, 0, 0, Map.of())));
    }

    @Test
    void choose_withEqualSeedAndPosition_isEqual() {
        Sampling sampling = sampling(2, 0, .95, 0, 1, 0, 0, Map.of());

        for (int position = 0; position < 50; position++) {
            assertEquals(choose(sampling, position), choose(sampling, position));
        }
    }

    @Test
    void uniform_overPositionsAndSeeds_isSpreadEvenly() {
        double sum = 0;
        for (int i = 0; i < DRAWS; i++) {
            double value = PositionRandom.uniform(i % 7, i);
            assertTrue(value >= 0 && value < 1);
            sum += value;
        }
        assertEquals(.5, sum / DRAWS, .01);
        assertNotEquals(PositionRandom.uniform(1, 2), PositionRandom.uniform(2, 1));
    }

    private int[] draw(Sampling sampling) {
        int[] counts = new int[logits.length];
        Sampler sampler = new Sampler(sampling, TokenIds.of(0));
        RawDistribution raw = read();
        for (int position = 0; position < DRAWS; position++) {
            counts[sampler.choose(position, logits, raw, Set.of(), Optional.empty())]++;
        }
        return counts;
    }

    private Set<Integer> drawn(Sampling sampling) {
        int[] counts = draw(sampling);
        Set<Integer> ids = new HashSet<>();
        for (int id = 0; id < counts.length; id++) {
            if (counts[id] > 0) {
                ids.add(id);
            }
        }
        return ids;
    }

    private int choose(Sampling sampling, int position) {
        return new Sampler(sampling, TokenIds.of(0))
                .choose(position, logits, read(), Set.of(), Optional.empty());
    }

    private RawDistribution read() {
        RawDistribution raw = new RawDistribution(logits.length);
        raw.read(logits);
        return raw;
    }

    private static Sampling sampling(
            double temperature,
            int topK,
            double topP,
            double minP,
            double repetition,
            double presence,
            double frequency,
            Map<Integer, Float> bias) {
        return new Sampling(
                temperature, topK, topP, minP, repetition, presence, frequency, bias, 42);
    }

    @Test
    void choose_ofATokenFarAboveAllOthers_takesIt() {
        float[] logits = RawDistributionTest.randomLogits(5);
        RawDistribution raw = new RawDistribution(logits.length);
        raw.read(logits);
        Sampling biased = new Sampling(1, 0, 1, 0, 1, 0, 0, Map.of(1_234, 1e9f), 1);

        int id =
                new Sampler(biased, TokenIds.of(1))
                        .choose(0, logits, raw, Set.of(), Optional.empty());

        assertEquals(1_234, id);
    }

    @Test
    void choose_atNoTemperatureToSpeakOf_takesTheMostLikelyOfLargeLogits() {
        float[] logits = RawDistributionTest.randomLogits(6);
        for (int i = 0; i < logits.length; i++) {
            logits[i] *= 500;
        }
        RawDistribution raw = new RawDistribution(logits.length);
        raw.read(logits);
        Sampling cold = new Sampling(1e-6f, 0, 1, 0, 1, 0, 0, Map.of(), 1);

        int id =
                new Sampler(cold, TokenIds.of(1))
                        .choose(0, logits, raw, Set.of(), Optional.empty());

        assertEquals(raw.mostLikely(), id);
    }
}
