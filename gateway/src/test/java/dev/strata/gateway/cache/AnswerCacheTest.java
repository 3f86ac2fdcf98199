package dev.strata.gateway.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.gateway.tier.TierEvent;
import dev.strata.gateway.tier.TokenUsage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class AnswerCacheTest {
    private static final Caching EXACT = new Caching(CacheMode.EXACT, false, 0);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<Landing> told = new ArrayList<>();
    private Runnable whileComputing = () -> {};
    private long now = 1;

    private AnswerCache cache(Map<String, String> properties) {
        return new AnswerCache(
                CacheSettingsTest.of(properties),
                text -> {
                    whileComputing.run();
                    return meaning(text);
                },
                Runnable::run,
                meters,
                () -> now);
    }

    /** Texts that begin alike mean the same. */
    private static float[] meaning(String text) {
        float[] vector = new float[26];
        vector[text.charAt(0) - 'a'] = 1;
        return vector;
    }

    private static AnswerKey key(String tenant, String text) {
        return AnswerKey.of(tenant).add(text).key();
    }

    private static StoredAnswer answer(String text) {
        return new StoredAnswer(
                "v1",
                "model-v1",
                StoredAnswer.joined(List.of(new TierEvent.Tokens(text, List.of()))),
                TierEvent.Reason.STOP,
                new TokenUsage(3, 0, 2));
    }

    private AnswerCache.Entry enter(AnswerCache cache, AnswerKey key) {
        return cache.enter(key, now, told::add);
    }

    private Flight lead(AnswerCache cache, AnswerKey key) {
        return assertInstanceOf(AnswerCache.Entry.Lead.class, enter(cache, key)).flight();
    }

    private void keep(AnswerCache cache, AnswerKey key, String text) {
        cache.answered(lead(cache, key), answer(text));
    }

    private Optional<String> kept(AnswerCache cache, AnswerKey key) {
        return switch (enter(cache, key)) {
            case AnswerCache.Entry.Hit hit -> Optional.of(hit.answer().text());
            case AnswerCache.Entry.Lead lead -> {
                cache.failed(lead.flight(), true);
                yield Optional.empty();
            }
            case AnswerCache.Entry.Joined _ -> throw new AssertionError("somebody runs");
        };
    }

    @Test
    void enter_answeredBefore_isAHitOfItsTenantAlone() {
        AnswerCache cache = cache(Map.of());

        keep(cache, key("a", "question"), "words");

        assertEquals(Optional.of("words"), kept(cache, key("a", "question")));
        assertEquals(Optional.empty(), kept(cache, key("b", "question")));
        assertEquals(Optional.empty(), kept(cache, key("a", "another")));
    }

    @Test
    void key_whereOnePartEndsAndTheNextBegins_counts() {
        assertNotEquals(
                AnswerKey.of("a").add("bc").add("d").key(),
                AnswerKey.of("a").add("b").add("cd").key());
        assertNotEquals(
                AnswerKey.of("a").addAll(List.of("b")).addAll(List.of()).key(),
                AnswerKey.of("a").addAll(List.of()).addAll(List.of("b")).key());
        assertEquals(
                AnswerKey.of("a").addSet(List.of("b", "c")).key(),
                AnswerKey.of("a").addSet(List.of("c", "b")).key());
    }

    @Test
    void enter_equalRequestRuns_isToldOfItsAnswer() {
        AnswerCache cache = cache(Map.of());
        Flight flight = lead(cache, key("a", "question"));

        assertInstanceOf(AnswerCache.Entry.Joined.class, enter(cache, key("a", "question")));
        cache.answered(flight, answer("words"));

        assertEquals(List.of(new Landing.Answered(answer("words"))), told);
    }

    @Test
    void enter_leaderFailsOrLeaves_isToldWhichAndNothingIsKept() {
        AnswerCache cache = cache(Map.of());
        for (boolean abandoned : new boolean[] {true, false}) {
            Flight flight = lead(cache, key("a", "question"));
            enter(cache, key("a", "question"));

            cache.failed(flight, abandoned);
            cache.failed(flight, !abandoned);
        }

        assertEquals(List.of(new Landing.Abandoned(), new Landing.Failed()), told);
        assertEquals(Optional.empty(), kept(cache, key("a", "question")));
    }

    @Test
    void enter_afterMaxAge_isAMiss() {
        AnswerCache cache = cache(Map.of("strata.cache.max-age", "5s"));
        keep(cache, key("a", "question"), "words");

        now += Duration.ofSeconds(5).toNanos() - 1;
        assertEquals(Optional.of("words"), kept(cache, key("a", "question")));
        now += 1;
        cache.sweep();

        assertEquals(0, meters.get("strata.cache.bytes").gauge().value());
        assertEquals(Optional.empty(), kept(cache, key("a", "question")));
    }

    @Test
    void put_overAllBytes_dropsTheLeastUsed() {
        long size = answer("words").bytes();
        AnswerCache cache = cache(Map.of("strata.cache.max-bytes", "" + 10 * size));
        for (int i = 0; i < 10; i++) {
            keep(cache, key("a", "question" + i), "words");
        }
        kept(cache, key("a", "question0"));
        keep(cache, key("a", "one more"), "words");

        assertEquals(Optional.of("words"), kept(cache, key("a", "question0")));
        assertEquals(Optional.empty(), kept(cache, key("a", "question1")));
        assertTrue(meters.get("strata.cache.bytes").gauge().value() <= 10 * size);

        keep(cache, key("a", "huge"), "x".repeat((int) (10 * size)));
        assertEquals(Optional.empty(), kept(cache, key("a", "huge")));
    }

    @Test
    void forget_aTenant_dropsItsAnswersAndThoseUnderWay() {
        AnswerCache cache = cache(Map.of("strata.cache.semantic.enabled", "true"));
        keep(cache, key("a", "question"), "words");
        keep(cache, key("b", "question"), "others");
        Flight flight = lead(cache, key("a", "late"));

        cache.forget("a");
        cache.answered(flight, answer("late"));

        assertEquals(Optional.empty(), kept(cache, key("a", "question")));
        assertEquals(Optional.empty(), kept(cache, key("a", "late")));
        assertEquals(Optional.of("others"), kept(cache, key("b", "question")));
    }

    @Test
    void alike_sameMeaning_isFoundInItsPartitionAlone() {
        AnswerCache cache = cache(Map.of("strata.cache.semantic.enabled", "true"));
        AnswerKey mine = key("a", "all but the last");
        assertEquals(Optional.empty(), alike(cache, mine, "moon?", key("a", "moon?")));
        keep(cache, key("a", "moon?"), "far");

        assertEquals(Optional.of(answer("far")), alike(cache, mine, "moon how far", key("a", "2")));
        assertEquals(Optional.empty(), alike(cache, mine, "sun", key("a", "3")));
        assertEquals(
                Optional.empty(),
                alike(cache, key("b", "all but the last"), "moon?", key("b", "4")));
        assertEquals(
                Optional.empty(), alike(cache, key("a", "other turns"), "moon?", key("a", "5")));
        now += Duration.ofMinutes(10).toNanos();
        assertEquals(Optional.empty(), alike(cache, mine, "moon?", key("a", "6")));
    }

    private Optional<StoredAnswer> alike(
            AnswerCache cache, AnswerKey partition, String text, AnswerKey key) {
        return cache.alike(partition, text, cache.alone(key, now));
    }

    /** One that runs beside its equals, and one that had not come so far as to be looked for. */
    @Test
    void forget_requestsElsewhereUnderWay_areNotKeptEither() {
        AnswerCache cache = cache(Map.of());
        Flight alone = cache.alone(key("a", "alone"), now);
        long received = now;
        now += 5;

        cache.forget("a");
        cache.answered(alone, answer("alone"));
        var late =
                assertInstanceOf(
                        AnswerCache.Entry.Lead.class,
                        cache.enter(key("a", "waited"), received, told::add));
        cache.answered(late.flight(), answer("waited"));
        now += 1;
        keep(cache, key("a", "after"), "after");

        assertEquals(Optional.empty(), kept(cache, key("a", "alone")));
        assertEquals(Optional.empty(), kept(cache, key("a", "waited")));
        assertEquals(Optional.of("after"), kept(cache, key("a", "after")));
    }

    @Test
    void forget_whileAMeaningIsComputed_leavesNoMeaning() {
        AnswerCache cache = cache(Map.of("strata.cache.semantic.enabled", "true"));
        AnswerKey mine = key("a", "all but the last");
        whileComputing = () -> cache.forget("a");
        assertEquals(Optional.empty(), alike(cache, mine, "moon?", key("a", "moon?")));
        whileComputing = () -> {};
        now += 1;
        keep(cache, key("a", "moon?"), "far");

        assertEquals(Optional.empty(), alike(cache, mine, "moon how far", key("a", "2")));
    }

    /** Whichever comes first, and however they overlap, nothing from before is left. */
    @Test
    void forget_atTheVeryMomentOfAnAnswer_leavesNothing() throws Exception {
        AnswerCache cache = cache(Map.of());
        CyclicBarrier together = new CyclicBarrier(2);
        int rounds = 3_000;
        List<Flight> flights = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            flights.add(lead(cache, key("a", "question" + i)));
        }
        Thread erasing =
                Thread.ofPlatform()
                        .start(() -> {
                            for (int i = 0; i < rounds; i++) {
                                meet(together);
                                cache.forget("a");
                                meet(together);
                            }
                        });
        int left = 0;
        for (int i = 0; i < rounds; i++) {
            meet(together);
            cache.answered(flights.get(i), answer("words"));
            meet(together);
            left += kept(cache, key("a", "question" + i)).isPresent() ? 1 : 0;
        }
        erasing.join();

        assertEquals(0, left);
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void takes_bySettingsAndRequest_asDocumented() {
        Caching silent = Caching.UNSPECIFIED;
        Caching off = new Caching(CacheMode.OFF, false, 0);
        AnswerCache usual = cache(Map.of());
        assertTrue(usual.takes(EXACT, .7, false));
        assertFalse(usual.takes(EXACT, 0, true));
        assertFalse(usual.takes(silent, 0, false));
        assertFalse(usual.takes(off, 0, false));
        assertFalse(usual.comparesMeanings(new Caching(CacheMode.SEMANTIC, false, 0)));

        AnswerCache greedy = cache(Map.of("strata.cache.greedy", "true"));
        assertTrue(greedy.takes(silent, 0, false));
        assertFalse(greedy.takes(silent, .1, false));
        assertFalse(greedy.takes(silent, 0, true));
        assertFalse(greedy.takes(off, 0, false));

        assertTrue(cache(Map.of("strata.zone", "private")).takes(EXACT, 0, true));
        assertFalse(cache(Map.of("strata.cache.enabled", "false")).takes(EXACT, 0, false));
    }
}
