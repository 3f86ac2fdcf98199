package dev.strata.gateway.promote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.router.difficulty.DifficultyModel;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RolloutStateTest {
    private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);

    private static Learned learned(long generation) {
        return new Learned(generation, DifficultyModel.bundled(), .3, .6);
    }

    private static RolloutState trying(long generation) {
        return RolloutState.of(Learned.bundled()).offered(learned(generation), NOW);
    }

    private static RolloutState after(RolloutState state, int requests) {
        RolloutState next = state;
        for (int i = 0; i < requests; i++) {
            next = next.with(next.trial().orElseThrow().ended(true, false, false));
        }
        return next;
    }

    private static RolloutState looked(RolloutState state, int hours) {
        return state.looked(NOW.plus(HOUR.multipliedBy(hours)), HOUR, 10);
    }

    @Test
    void looked_timeAndRequests_goesThroughAllStagesAndRoutes() {
        RolloutState state = trying(1);
        double[] shares = {.01, .05, .25, 1};
        for (int stage = 0; stage < shares.length; stage++) {
            assertEquals(shares[stage], state.trial().orElseThrow().share());
            state = looked(after(state, 10), stage + 1);
        }

        assertTrue(state.trial().isEmpty());
        assertEquals(1, state.champion().generation());
    }

    @Test
    void looked_tooEarlyOrTooFew_stays() {
        RolloutState full = after(trying(1), 10);

        assertSame(full, full.looked(NOW.plusSeconds(3599), HOUR, 10));
        RolloutState few = after(trying(1), 9);
        assertSame(few, looked(few, 5));
    }

    @Test
    void looked_alarm_undoesItForGood() {
        RolloutState state = trying(3);
        for (int i = 0; i < 100; i++) {
            RolloutState.Trial trial = state.trial().orElseThrow();
            state =
                    state.with(
                            trial.ended(true, i % 2 == 0, false).ended(false, i % 20 == 0, false));
        }

        RolloutState undone = looked(state, 0);

        assertTrue(undone.trial().isEmpty());
        assertEquals(0, undone.champion().generation());
        assertEquals(3, undone.undone());
        assertSame(undone, undone.offered(learned(3), NOW));
        assertEquals(
                4, undone.offered(learned(4), NOW).trial().orElseThrow().learned().generation());
    }

    @Test
    void offered_newerWhileOneIsTried_takesItsPlace() {
        RolloutState state = looked(after(trying(1), 10), 1);

        RolloutState newer = state.offered(learned(2), NOW.plus(HOUR));

        assertEquals(2, newer.trial().orElseThrow().learned().generation());
        assertEquals(.01, newer.trial().orElseThrow().share());
        assertSame(newer, newer.offered(learned(1), NOW));
        assertSame(newer, newer.offered(learned(2), NOW));
    }

    @Test
    void shareAt_earlierStages_areRemembered() {
        RolloutState state = looked(after(trying(1), 10), 1);
        state = looked(after(state, 10), 2);
        RolloutState.Trial trial = state.trial().orElseThrow();

        assertEquals(0, trial.shareAt(NOW.minusSeconds(1)));
        assertEquals(.01, trial.shareAt(NOW));
        assertEquals(.05, trial.shareAt(NOW.plus(HOUR)));
        assertEquals(.25, trial.shareAt(NOW.plus(HOUR.multipliedBy(2))));
        assertEquals(
                .25, RolloutState.begun(learned(1), 2, NOW).shareAt(NOW.plusSeconds(1)), "resumed");
    }
}
