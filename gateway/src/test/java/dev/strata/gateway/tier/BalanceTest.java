package dev.strata.gateway.tier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.router.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BalanceTest {
    private final Random random = new Random(5);

    private static List<Balance.Candidate> idle(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Balance.Candidate("10.0.0." + i + ":9100", 0))
                .toList();
    }

    private static TierRequest request(String tenant, String system, String user) {
        return new TierRequest(
                "id",
                "v1",
                List.of(new Message(Message.Role.SYSTEM, system, ""), Message.user(user)),
                new AnswerSpec(
                        9,
                        0,
                        new AnswerSpec.Sampling(0, 1, 0, 0, 1, 0, 0, 0),
                        List.of(),
                        false,
                        0,
                        AnswerSpec.Shape.CHAT),
                tenant,
                "",
                Set.of(),
                Duration.ofSeconds(9));
    }

    @Test
    void pick_equalLoad_keepsAPromptAtItsReplica() {
        List<Balance.Candidate> four = idle(4);
        int first = Balance.pick(four, 77, random);
        for (int i = 0; i < 100; i++) {
            assertEquals(first, Balance.pick(four, 77, random));
        }
    }

    @Test
    void pick_manyPrompts_spreadsThem() {
        int[] counts = new int[4];
        for (int i = 0; i < 4_000; i++) {
            counts[Balance.pick(idle(4), random.nextLong(), random)]++;
        }
        for (int count : counts) {
            assertTrue(count > 800 && count < 1_200, "" + count);
        }
    }

    @Test
    void pick_preferredClearlyMoreLoaded_goesElsewhere() {
        List<Balance.Candidate> two = new ArrayList<>(idle(2));
        int preferred = Balance.pick(two, 77, random);
        two.set(preferred, new Balance.Candidate(two.get(preferred).replica(), 2));
        assertEquals(preferred, Balance.pick(two, 77, random));

        two.set(preferred, new Balance.Candidate(two.get(preferred).replica(), 3));

        assertNotEquals(preferred, Balance.pick(two, 77, random));
    }

    @Test
    void pick_preferredLoaded_takesTheLessLoadedOfTwoDrawn() {
        List<Balance.Candidate> replicas = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            replicas.add(new Balance.Candidate("r" + i, i * i * i * 10));
        }
        int most = 0;
        for (int i = 0; i < 1_000; i++) {
            if (Balance.pick(replicas, random.nextLong(), random) == 3) {
                most++;
            }
        }
        // Whatever is drawn beside it has clearly less to do.
        assertEquals(0, most);
    }

    @Test
    void weight_aReplicaIsAdded_movesOnlyItsShare() {
        int moved = 0;
        for (int i = 0; i < 5_000; i++) {
            long key = random.nextLong();
            int before = Balance.pick(idle(4), key, random);
            if (Balance.pick(idle(5), key, random) != before) {
                moved++;
            }
        }
        assertTrue(moved > 800 && moved < 1_200, "" + moved);
    }

    @Test
    void key_sameBeginning_isTheSameForATenantAlone() {
        String system = "You are a helpful assistant. ".repeat(60);

        assertEquals(
                Affinity.key(request("a", system, "one")),
                Affinity.key(request("a", system, "two")));
        assertNotEquals(
                Affinity.key(request("a", system, "one")),
                Affinity.key(request("b", system, "one")));
        assertNotEquals(
                Affinity.key(request("a", "short", "one")),
                Affinity.key(request("a", "short", "two")));
    }
}
