package dev.strata.engine.speculation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.engine.speculation.Speculation.Candidate;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpeculationTest {

    @Test
    void lengths_ofALikelyGuess_takeMoreOfItThanOfAnUnlikelyOne() {
        StepCosts costs = costs(100, 10);

        int likely = Speculation.lengths(List.of(new Candidate(15, .95)), costs)[0];
        int unlikely = Speculation.lengths(List.of(new Candidate(15, .4)), costs)[0];

        assertTrue(likely > 8, "likely " + likely);
        assertTrue(unlikely > 0 && unlikely < 5, "unlikely " + unlikely);
    }

    @Test
    void lengths_whereAWiderStepCostsAsMuchAsItsTokens_areNone() {
        assertArrayEquals(
                new int[] {0},
                Speculation.lengths(List.of(new Candidate(15, .9)), costs(100, 100)));
    }

    @Test
    void lengths_ofNoGuess_areNone() {
        assertArrayEquals(
                new int[] {0}, Speculation.lengths(List.of(new Candidate(0, .9)), costs(100, 10)));
        assertArrayEquals(new int[0], Speculation.lengths(List.of(), costs(100, 10)));
    }

    @Test
    void lengths_ofALargeBatch_areNone() {
        assertArrayEquals(
                new int[5],
                Speculation.lengths(Collections.nCopies(5, new Candidate(15, .99)), costs(100, 1)));
    }

    @Test
    void lengths_ofTwoAnswers_areNoneWhereTheBatchIsCheaper() {
        StepCosts costs = costs(100, 30);
        costs.batchTook(2, 110);

        assertArrayEquals(
                new int[2],
                Speculation.lengths(List.of(new Candidate(3, .3), new Candidate(3, .3)), costs));
        assertTrue(
                Speculation.lengths(List.of(new Candidate(15, .98), new Candidate(15, .98)), costs)[
                                0]
                        > 0);
    }

    @Test
    void acceptance_ofAnswersThatRepeatNothing_switchesGuessingOffAndLaterOnAgain() {
        Acceptance acceptance = new Acceptance();
        StepCosts costs = costs(100, 20);
        assertTrue(lengthOf(acceptance, costs) > 0);

        for (int i = 0; i < 30; i++) {
            acceptance.learn(3, 0, true);
        }
        assertEquals(0, lengthOf(acceptance, costs));

        for (int i = 0; i < 400; i++) {
            acceptance.age();
        }
        assertTrue(lengthOf(acceptance, costs) > 0, "forgotten");
    }

    @Test
    void costs_ofWhatWasNotMeasured_areInProportionToTheNearest() {
        StepCosts costs = new StepCosts(16);
        assertTrue(costs.verify(4) > costs.batch(1));

        costs.batchTook(1, 1_000);
        assertEquals(1_000, costs.verify(1));
        assertEquals(1_600, costs.verify(4), 1e-6);

        costs.verifyTook(4, 1_200);
        assertEquals(1_200, costs.verify(4));
        assertEquals(1_500, costs.verify(6), 1e-6);
    }

    @Test
    void costs_thatWereOnceHigh_fadeUntilTheyAreTriedAgain() {
        StepCosts costs = new StepCosts(16);
        costs.batchTook(1, 1_000);
        for (int tokens = 2; tokens <= 16; tokens++) {
            costs.verifyTook(tokens, 1_000_000);
        }
        assertEquals(0, Speculation.lengths(List.of(new Candidate(15, .9)), costs)[0]);

        for (int i = 0; i < 4_000; i++) {
            costs.batchTook(1, 1_000);
        }

        assertTrue(Speculation.lengths(List.of(new Candidate(15, .9)), costs)[0] > 0);
    }

    private static int lengthOf(Acceptance acceptance, StepCosts costs) {
        return Speculation.lengths(List.of(new Candidate(8, acceptance.chance(3))), costs)[0];
    }

    private static StepCosts costs(long one, long more) {
        StepCosts costs = new StepCosts(16);
        costs.batchTook(1, one);
        for (int tokens = 2; tokens <= 16; tokens++) {
            costs.verifyTook(tokens, one + more * (tokens - 1));
        }
        return costs;
    }
}
