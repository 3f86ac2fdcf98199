package dev.strata.router.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.router.ConversationFloor;
import dev.strata.router.Message;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrivacyFloorTest {
    private static final byte[] KEY =
            "0123456789abcdef0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    private static final Message ASK = Message.user("my mail is a@b.co");
    private static final Message ANSWER = Message.assistant("noted");
    private static final Message GO_ON = Message.user("go on");

    private final PrivacyFloor floor = PrivacyFloor.of(new MemoryFloorStore(100), KEY);

    @Test
    void of_newConversation_isOpen() {
        assertEquals(ConversationFloor.OPEN, floor.of("t", List.of(ASK), ""));
    }

    @Test
    void of_continuedPrivateConversation_isPrivate() {
        floor.remember("t", List.of(ASK), true);

        assertEquals(ConversationFloor.PRIVATE, floor.of("t", List.of(ASK, ANSWER, GO_ON), ""));
    }

    @Test
    void of_continuedOpenConversation_isOpen() {
        floor.remember("t", List.of(GO_ON), false);

        assertEquals(ConversationFloor.OPEN, floor.of("t", List.of(GO_ON, ANSWER, GO_ON), ""));
    }

    @Test
    void of_conversationNeverSeen_isUnknown() {
        assertEquals(ConversationFloor.UNKNOWN, floor.of("t", List.of(ASK, ANSWER, GO_ON), ""));
    }

    @Test
    void of_otherTenantsConversation_isUnknown() {
        floor.remember("t", List.of(ASK), true);

        assertEquals(ConversationFloor.UNKNOWN, floor.of("u", List.of(ASK, ANSWER, GO_ON), ""));
    }

    @Test
    void remember_laterOpen_staysPrivate() {
        floor.remember("t", List.of(ASK), true);
        floor.remember("t", List.of(ASK), false);

        assertEquals(ConversationFloor.PRIVATE, floor.of("t", List.of(ASK, ANSWER, GO_ON), ""));
    }

    @Test
    void token_ofPrivateConversation_raisesWithoutAnyState() {
        String token = floor.remember("t", List.of(ASK), true);
        PrivacyFloor elsewhere = PrivacyFloor.of(new MemoryFloorStore(1), KEY);

        assertEquals(ConversationFloor.PRIVATE, elsewhere.of("t", List.of(GO_ON), token));
        assertTrue(elsewhere.isGenuine("t", token));
        assertFalse(elsewhere.isGenuine("u", token));
    }

    @Test
    void token_forged_canOnlyRaise() {
        floor.remember("t", List.of(ASK), true);

        for (String token : List.of("sp1.forged", "open", " ", "sp1.")) {
            assertEquals(
                    ConversationFloor.PRIVATE, floor.of("t", List.of(ASK, ANSWER, GO_ON), token));
        }
    }

    @Test
    void remember_openConversation_givesNoToken() {
        assertEquals("", floor.remember("t", List.of(GO_ON), false));
    }

    @Test
    void find_overCapacity_forgetsTheOldest() {
        MemoryFloorStore store = new MemoryFloorStore(2);
        store.put("a", true);
        store.put("b", true);
        store.find("a");
        store.put("c", false);

        assertTrue(store.find("b").isEmpty());
        assertTrue(store.find("a").orElseThrow());
        assertFalse(store.find("c").orElseThrow());
        assertThrows(IllegalArgumentException.class, () -> new MemoryFloorStore(0));
    }

    @Test
    void of_shortKey_isRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> PrivacyFloor.of(new MemoryFloorStore(1), new byte[31]));
    }
}
