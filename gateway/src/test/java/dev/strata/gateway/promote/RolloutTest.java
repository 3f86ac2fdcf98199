package dev.strata.gateway.promote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.gateway.chat.RequestIds;
import dev.strata.seal.PromotionKeys;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RolloutTest {
    @TempDir Path folder;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private Instant now = Instant.parse("2026-11-01T00:00:00Z");
    private final RequestIds ids = new RequestIds(new byte[32], () -> now);
    private PromotionKeys keys;
    private Rollout rollout;

    /** What tests set. */
    private record Settings(String zone, Optional<Path> publicKey, Path dir)
            implements PromotionSettings {
        @Override
        public Duration reloadInterval() {
            return Duration.ofSeconds(2);
        }

        @Override
        public Duration stageTime() {
            return Duration.ofMinutes(1);
        }

        @Override
        public int stageRequests() {
            return 5;
        }
    }

    @BeforeEach
    void start() {
        keys = PromotionKeys.ensure(folder.resolve("keys"));
        rollout = started("public");
    }

    private Rollout started(String zone) {
        return Rollout.start(
                new Settings(zone, Optional.of(keys.publicKey()), folder.resolve("state")),
                () -> now,
                meters);
    }

    /** As many requests as it takes for the trial to route so many; alike on both sides. */
    private void serve(int ofTrial, double escalated) {
        double share = rollout.view().share();
        long generation = rollout.view().trial().orElseThrow().generation();
        for (int ours = 0; ours < ofTrial; ) {
            String id = ids.mint("demo").toString();
            boolean isOurs = Rollout.place(generation, id) < share;
            rollout.ended(id, isOurs && ours < escalated * ofTrial, false);
            ours += isOurs ? 1 : 0;
        }
    }

    @Test
    void offer_goodPromotion_isTriedStageByStageAndRoutes() {
        rollout.offer(Promotions.signed(keys, Promotions.of(1)));
        for (double share : new double[] {.01, .05, .25, 1}) {
            assertEquals(share, rollout.view().share());
            serve(5, 0);
            now = now.plusSeconds(60);
            rollout.look();
        }

        assertEquals(1, rollout.view().champion().generation());
        assertTrue(rollout.view().trial().isEmpty());
        assertEquals(1, meters.get("strata.promotions.generation").gauge().value());
    }

    @Test
    void look_moreEscalations_undoesItAndNeverTakesItAgain() {
        byte[] promotion = Promotions.signed(keys, Promotions.of(1));
        rollout.offer(promotion);
        serve(60, .5);

        rollout.look();
        rollout.offer(promotion);

        assertTrue(rollout.view().trial().isEmpty());
        assertEquals(0, rollout.view().champion().generation());
        assertEquals(1, meters.get("strata.promotions.undone").counter().count());
        rollout = started("public");
        rollout.offer(promotion);
        assertTrue(rollout.view().trial().isEmpty(), "after a restart too");
    }

    @Test
    void look_moreDisliked_undoesIt() {
        rollout.offer(Promotions.signed(keys, Promotions.of(1)));
        for (int ours = 0; ours < 40; ) {
            String id = ids.mint("demo").toString();
            boolean isOurs = Rollout.place(1, id) < .01;
            rollout.judged(id, isOurs);
            ours += isOurs ? 1 : 0;
        }

        rollout.look();

        assertTrue(rollout.view().trial().isEmpty());
    }

    @Test
    void start_afterARestart_goesOnAtItsStage() {
        rollout.offer(Promotions.signed(keys, Promotions.of(1)));
        serve(5, 0);
        now = now.plusSeconds(60);
        rollout.look();

        rollout = started("public");

        assertEquals(.05, rollout.view().share());
        assertEquals(1, rollout.view().trial().orElseThrow().generation());
    }

    @Test
    void start_changedFile_isAsIfItHadNeverCome() throws Exception {
        rollout.offer(Promotions.signed(keys, Promotions.of(1)));
        Files.write(folder.resolve("state/trial.promotion"), new byte[] {1, 2, 3});
        Files.writeString(folder.resolve("state/state.properties"), "stage=many\nundone=-");

        rollout = started("public");

        assertTrue(rollout.view().trial().isEmpty());
        assertEquals(0, rollout.view().champion().generation());
    }

    @Test
    void offer_whatIsNotForThisGateway_isRefused() {
        PromotionKeys others = PromotionKeys.ensure(folder.resolve("others"));
        for (byte[] bytes :
                new byte[][] {
                    {},
                    {1, 2, 3},
                    Promotions.signed(others, Promotions.of(1)),
                    Promotions.signed(keys, Promotions.of(0)),
                    Promotions.signed(keys, Promotions.of(1).setZone("private")),
                    Promotions.signed(keys, Promotions.of(1).setEasyBelow(.9)),
                    Promotions.signed(keys, Promotions.of(1).setHardFrom(Double.NaN)),
                    Promotions.signed(keys, Promotions.of(1).setDifficultyModel("nothing"))
                }) {
            rollout.offer(bytes);
            assertTrue(rollout.view().trial().isEmpty());
        }

        rollout = started("private");
        rollout.offer(Promotions.signed(keys, Promotions.of(1).setZone("private")));
        assertFalse(rollout.view().trial().isEmpty());
    }

    @Test
    void start_withoutAKey_takesNothing() {
        rollout =
                Rollout.start(
                        new Settings("public", Optional.empty(), folder.resolve("none")),
                        () -> now,
                        meters);

        rollout.offer(Promotions.signed(keys, Promotions.of(1)));

        assertTrue(rollout.view().trial().isEmpty());
        assertFalse(Files.exists(folder.resolve("none")));
    }

    @Test
    void place_manyRequests_isUniform() {
        int under = 0;
        for (int i = 0; i < 20_000; i++) {
            under += Rollout.place(1, ids.mint("demo").toString()) < .05 ? 1 : 0;
        }

        assertEquals(1000, under, 150);
    }
}
