package dev.strata.gateway.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.router.ConversationFloor;
import dev.strata.router.Message;
import dev.strata.router.conversation.ConversationMemory;
import dev.strata.router.conversation.ConversationMemory.Recalled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two gateways that answer turns of one conversation, over one real Redis. */
@Timeout(120)
class SharedFloorsTest extends TwoReplicasTest {
    private static final byte[] KEY =
            "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);
    private static final List<Message> FIRST =
            List.of(
                    Message.user("Refactor the payment service's retry loop"),
                    Message.assistant("Here is the patch."));
    private static final Message GO_ON = Message.user("commit it");
    private static final Message OTHER = Message.user("Which planets of our system have rings?");

    private ConversationMemory here;
    private ConversationMemory there;

    @BeforeEach
    void remember() {
        here = ConversationMemory.of(one.shared.floors().orElseThrow(), KEY);
        there = ConversationMemory.of(two.shared.floors().orElseThrow(), KEY);
    }

    private static List<Message> then(List<Message> before, Message... more) {
        List<Message> all = new ArrayList<>(before);
        all.addAll(List.of(more));
        return all;
    }

    private static Recalled recall(ConversationMemory memory, List<Message> messages) {
        var _ = memory.fetch("t", messages).join();
        return memory.recall("t", messages, "");
    }

    /** Waits until what the other gateway told has come. */
    private void awaitKnown(ConversationMemory memory, List<Message> messages) {
        two.await(
                "the turn to be known",
                () -> recall(memory, messages).privacy() != ConversationFloor.UNKNOWN);
    }

    @Test
    void recall_turnAnsweredByTheOther_keepsPrivacyAndRank() {
        var _ = here.remember("t", FIRST, true, 3, "");

        awaitKnown(there, then(FIRST, GO_ON));

        assertEquals(new Recalled(ConversationFloor.PRIVATE, 3), recall(there, then(FIRST, GO_ON)));
        assertEquals(new Recalled(ConversationFloor.PRIVATE, 1), recall(there, then(FIRST, OTHER)));
        assertTrue(there.fetch("u", then(FIRST, GO_ON)).join());
        assertEquals(
                ConversationFloor.UNKNOWN,
                there.recall("u", then(FIRST, GO_ON), "").privacy(),
                "another tenant's");
    }

    @Test
    void recall_bothRaisedOneTurn_neverFallsBack() {
        var _ = here.remember("t", FIRST, false, 3, "");
        var _ = there.remember("t", FIRST, true, 1, "");
        awaitKnown(here, then(FIRST, GO_ON));

        two.await(
                "both to have been told",
                () ->
                        recall(here, then(FIRST, GO_ON))
                                        .equals(new Recalled(ConversationFloor.PRIVATE, 3))
                                && recall(there, then(FIRST, GO_ON))
                                        .equals(new Recalled(ConversationFloor.PRIVATE, 3)));
        var _ = here.remember("t", FIRST, false, 1, "");
        Replica fresh = Replica.up(redis);
        try (fresh) {
            ConversationMemory late =
                    ConversationMemory.of(fresh.shared.floors().orElseThrow(), KEY);
            assertEquals(
                    new Recalled(ConversationFloor.PRIVATE, 3), recall(late, then(FIRST, GO_ON)));
        }
    }

    @Test
    void recall_storeDied_isUnknownUnlessATokenSays() {
        var _ = here.remember("t", FIRST, false, 1, "");
        awaitKnown(there, then(FIRST, GO_ON));
        List<Message> second = then(FIRST, GO_ON, Message.assistant("Done."));
        redis.kill();
        String token = there.remember("t", second, true, 2, "");

        List<Message> third = then(second, Message.user("push it"));
        assertFalse(here.fetch("t", third).join());
        assertEquals(ConversationFloor.UNKNOWN, here.recall("t", third, "").privacy());
        assertEquals(ConversationFloor.PRIVATE, here.recall("t", third, token).privacy());
        assertEquals(ConversationFloor.PRIVATE, there.recall("t", third, "").privacy());
    }

    @Test
    void look_storeCameBack_isToldWhatWasRememberedMeanwhile() {
        redis.kill();
        var _ = here.remember("t", FIRST, true, 2, "");
        one.await("what cannot be told to be kept", () -> !one.shared.isTold());

        redis.start();
        one.awaitUp();
        two.awaitUp();
        one.await("all to be told", one.shared::isTold);

        awaitKnown(there, then(FIRST, GO_ON));
        assertEquals(new Recalled(ConversationFloor.PRIVATE, 2), recall(there, then(FIRST, GO_ON)));
    }

    @Test
    void fetch_storeHangs_isDoneInTimeAndKnowsNothing() throws Exception {
        redis.halt();

        assertFalse(here.fetch("t", then(FIRST, GO_ON)).join());
        assertEquals(ConversationFloor.UNKNOWN, here.recall("t", then(FIRST, GO_ON), "").privacy());
        redis.goOn();
    }

    @Test
    void fetch_firstTurn_asksNobody() {
        redis.kill();

        assertTrue(here.fetch("t", List.of(GO_ON)).join());
        assertEquals(ConversationFloor.OPEN, here.recall("t", List.of(GO_ON), "").privacy());
    }

    @Test
    void raise_keepsATurnForAsLongAsItIsSet() throws Exception {
        var _ = here.remember("t", FIRST, true, 1, "");
        awaitKnown(there, then(FIRST, GO_ON));

        String name = RawRedis.run(redis, "EVAL", "return redis.call('KEYS', '*floor*')[1]", "0");

        assertTrue(name.startsWith("test:{t}:floor:"), name);
        String left = RawRedis.run(redis, "TTL", name);
        assertTrue(Integer.parseInt(left.substring(1)) > 500, left);
    }
}
