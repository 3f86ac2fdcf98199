package dev.strata.router.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.router.ConversationFloor;
import dev.strata.router.Message;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConversationMemoryTest {
    private static final byte[] KEY =
            "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);
    private static final Message ASK = Message.user("Refactor the payment service's retry loop");
    private static final Message ANSWER = Message.assistant("Here is the patch.");
    private static final Message GO_ON = Message.user("commit it");
    private static final Message OTHER =
            Message.user("Which planets of our solar system have rings?");
    private static final List<Message> FIRST = List.of(ASK);
    private static final List<Message> ANSWERED = List.of(ASK, ANSWER);
    private static final List<Message> NEXT = List.of(ASK, ANSWER, GO_ON);

    private final ConversationMemory memory = ConversationMemory.of(new MemoryFloorStore(100), KEY);

    @Test
    void recall_newConversation_isOpen() {
        assertEquals(ConversationFloor.OPEN, memory.recall("t", FIRST, "").privacy());
        assertEquals(1, memory.recall("t", FIRST, "").rank());
    }

    @Test
    void recall_followUpOfLargeTier_keepsItsRank() {
        memory.remember("t", FIRST, false, 1, "");
        memory.remember("t", ANSWERED, false, 3, "");

        assertEquals(3, memory.recall("t", NEXT, "").rank());
        assertEquals(ConversationFloor.OPEN, memory.recall("t", NEXT, "").privacy());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "commit it",
                "ok",
                "now do the same for the payment client",
                "why is the retry bounded here, and what happens to the payment?",
                "👍",
                ""
            })
    void recall_sameTopic_keepsTheRank(String followUp) {
        memory.remember("t", ANSWERED, false, 3, "");

        assertEquals(
                3, memory.recall("t", List.of(ASK, ANSWER, Message.user(followUp)), "").rank());
    }

    @Test
    void recall_otherTopic_endsTheRankButNeverPrivacy() {
        memory.remember("t", ANSWERED, true, 3, "");
        List<Message> other = List.of(ASK, ANSWER, OTHER);

        assertEquals(1, memory.recall("t", other, "").rank());
        assertEquals(ConversationFloor.PRIVATE, memory.recall("t", other, "").privacy());
    }

    @Test
    void recall_chineseFollowUp_followsItsTopic() {
        Message ask = Message.user("请重构支付服务的重试逻辑");
        memory.remember("t", List.of(ask, ANSWER), false, 2, "");

        assertEquals(2, memory.recall("t", List.of(ask, ANSWER, Message.user("提交吧")), "").rank());
        assertEquals(
                1,
                memory.recall("t", List.of(ask, ANSWER, Message.user("太阳系里哪些行星有光环？")), "").rank());
    }

    @Test
    void recall_longConversation_carriesOverTurns() {
        memory.remember("t", ANSWERED, false, 3, "");
        memory.remember("t", NEXT, false, 1, "");
        List<Message> later =
                List.of(ASK, ANSWER, GO_ON, Message.assistant("done"), Message.user("push it"));

        memory.remember("t", later.subList(0, 4), false, 3, "");

        assertEquals(3, memory.recall("t", later, "").rank());
    }

    @Test
    void recall_conversationNeverSeen_isUnknown() {
        assertEquals(ConversationFloor.UNKNOWN, memory.recall("t", NEXT, "").privacy());
    }

    @Test
    void recall_lastAnswerNotKnown_isUnknownThoughItsBeginningIs() {
        memory.remember("t", ANSWERED, false, 1, "");
        List<Message> later =
                List.of(ASK, ANSWER, GO_ON, Message.assistant("done"), Message.user("push it"));

        assertEquals(ConversationFloor.OPEN, memory.recall("t", NEXT, "").privacy());
        assertEquals(ConversationFloor.UNKNOWN, memory.recall("t", later, "").privacy());
    }

    @Test
    void recall_otherTenantsConversation_isUnknown() {
        memory.remember("t", ANSWERED, true, 3, "");

        assertEquals(ConversationFloor.UNKNOWN, memory.recall("u", NEXT, "").privacy());
        assertEquals(1, memory.recall("u", NEXT, "").rank());
    }

    @Test
    void remember_laterOpen_staysPrivate() {
        memory.remember("t", ANSWERED, true, 1, "");
        memory.remember("t", ANSWERED, false, 1, "");

        assertEquals(ConversationFloor.PRIVATE, memory.recall("t", NEXT, "").privacy());
    }

    @Test
    void remember_privateFirstMessage_raisesNoOtherConversationThatBeginsAlike() {
        memory.remember("t", FIRST, true, 1, "");
        memory.remember("t", ANSWERED, true, 3, "");
        List<Message> answeredOtherwise =
                List.of(ASK, Message.assistant("Which service do you mean?"), GO_ON);

        assertEquals(
                new ConversationMemory.Recalled(ConversationFloor.OPEN, 1),
                memory.recall("t", FIRST, ""));
        assertEquals(
                new ConversationMemory.Recalled(ConversationFloor.UNKNOWN, 1),
                memory.recall("t", answeredOtherwise, ""));
        assertEquals(ConversationFloor.PRIVATE, memory.recall("t", NEXT, "").privacy());
    }

    @Test
    void token_withoutAnyState_raisesPrivacyAndRank() {
        String token = memory.remember("t", ANSWERED, true, 3, "");
        ConversationMemory elsewhere = ConversationMemory.of(new MemoryFloorStore(1), KEY);

        ConversationMemory.Recalled recalled = elsewhere.recall("t", List.of(GO_ON), token);

        assertEquals(new ConversationMemory.Recalled(ConversationFloor.PRIVATE, 3), recalled);
        assertEquals(1, elsewhere.recall("t", List.of(OTHER), token).rank());
    }

    @Test
    void token_ofOpenConversation_isOpenAndCarriesTheRankOn() {
        String token = memory.remember("t", ANSWERED, false, 2, "");
        ConversationMemory elsewhere = ConversationMemory.of(new MemoryFloorStore(1), KEY);

        assertEquals(
                new ConversationMemory.Recalled(ConversationFloor.OPEN, 2),
                elsewhere.recall("t", NEXT, token));
        String next = elsewhere.remember("t", List.of(GO_ON), false, 1, token);
        assertEquals(2, elsewhere.recall("t", List.of(GO_ON), next).rank());
    }

    @Test
    void remember_messageWithTokenAlone_raisesNoOtherConversation() {
        String token = memory.remember("t", ANSWERED, false, 3, "");
        memory.remember("t", List.of(GO_ON), false, 1, token);

        assertEquals(1, memory.recall("t", List.of(GO_ON), "").rank());
        assertEquals(3, memory.recall("t", List.of(GO_ON), token).rank());
    }

    @Test
    void token_forgedOrForeign_canOnlyRaise() {
        String token = memory.remember("t", ANSWERED, false, 2, "");
        memory.remember("t", FIRST, true, 1, "");
        char last = token.charAt(token.length() - 1);
        String damaged = token.substring(0, token.length() - 2) + (last == 'A' ? "BB" : "AA");

        for (String forged : List.of("sp1.forged", "open", " ", "sc1.", "sc1.!", damaged)) {
            assertEquals(
                    ConversationFloor.PRIVATE, memory.recall("t", NEXT, forged).privacy(), forged);
        }
        assertEquals(ConversationFloor.PRIVATE, memory.recall("u", FIRST, token).privacy());
    }

    @Test
    void remember_smallestTierAndOpen_givesNoToken() {
        assertEquals("", memory.remember("t", ANSWERED, false, 1, ""));
        assertFalse(memory.remember("t", ANSWERED, false, 2, "").isEmpty());
    }

    @Test
    void find_overCapacity_forgetsTheOldest() {
        MemoryFloorStore store = new MemoryFloorStore(2);
        Floor floor = new Floor(true, 1, Topic.NONE);
        store.put("t", "a", floor);
        store.put("t", "b", floor);
        store.find("a");
        store.put("t", "c", Floor.NONE);

        assertTrue(store.find("b").isEmpty());
        assertTrue(store.find("a").orElseThrow().isPrivate());
        assertFalse(store.find("c").orElseThrow().isPrivate());
        assertThrows(IllegalArgumentException.class, () -> new MemoryFloorStore(0));
    }

    @Test
    void of_wrongArguments_areRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> ConversationMemory.of(new MemoryFloorStore(1), new byte[31]));
        assertThrows(IllegalArgumentException.class, () -> new Floor(false, 0, Topic.NONE));
    }
}
