package dev.strata.gateway.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.strata.gateway.chat.ChatState.Decision;
import dev.strata.gateway.chat.ChatState.Ended;
import dev.strata.gateway.chat.ChatState.Event;
import dev.strata.gateway.chat.ChatState.Holding;
import dev.strata.gateway.chat.ChatState.Step;
import dev.strata.gateway.chat.ChatState.Streaming;
import dev.strata.gateway.error.ErrorReason;
import dev.strata.gateway.tier.TierEvent.Kind;
import dev.strata.router.cascade.EscalationReason;
import dev.strata.router.cascade.Judgement;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class ChatMachineTest {
    private static final Judgement UNDECIDED = new Judgement.Undecided();
    private static final Judgement SURE = new Judgement.Commit(0.9);
    private static final Judgement UNSURE = new Judgement.Escalate(0.2, EscalationReason.UNSURE);

    private final ChatMachine stream = new ChatMachine(false);
    private final ChatMachine unary = new ChatMachine(true);

    private static ChatState holding(String... tiers) {
        return new Holding(Ladder.of(List.of(tiers)));
    }

    private static Event judged(Judgement judgement, boolean whole) {
        return new Event.Judged(judgement, whole, true);
    }

    private static Event failed(Kind kind) {
        return new Event.AttemptFailed(kind, false);
    }

    @Test
    void next_replicaFails_asksAnotherOfTheSameTierFirst() {
        ChatState holding = holding("v1", "v2");

        Step step = stream.next(holding, new Event.AttemptFailed(Kind.UNAVAILABLE, true));

        assertEquals(new Step(holding, new Decision.Retry("v1")), step);
        assertEquals(
                new Decision.TryNext("v2"),
                stream.next(holding, new Event.AttemptFailed(Kind.CONTEXT_EXCEEDED, true))
                        .decision());
        assertEquals(
                new Decision.Fail(ErrorReason.TIER_LOST),
                stream.next(new Streaming(), new Event.AttemptFailed(Kind.UNAVAILABLE, true))
                        .decision());
    }

    @Test
    void next_adapterIsUnknown_asksAnotherReplicaAndNoOtherTier() {
        ChatState holding = holding("v1", "v2");

        assertEquals(
                new Decision.Retry("v1"),
                stream.next(holding, new Event.AttemptFailed(Kind.UNKNOWN_ADAPTER, true))
                        .decision());
        assertEquals(
                new Decision.Fail(ErrorReason.INVALID_ARGUMENT),
                stream.next(holding, failed(Kind.UNKNOWN_ADAPTER)).decision());
        assertEquals(
                new Decision.Fail(ErrorReason.TIER_LOST),
                stream.next(new Streaming(), new Event.AttemptFailed(Kind.UNKNOWN_ADAPTER, true))
                        .decision());
    }

    @Test
    void next_unsureAndTwoTiersUp_passesTheNextOver() {
        Judgement far = new Judgement.Escalate(.1, EscalationReason.UNSURE, 2);

        Step step = stream.next(holding("v1", "v2", "v3"), judged(far, false));

        assertEquals(new Decision.Escalate("v3", EscalationReason.UNSURE), step.decision());
        assertEquals(
                new Decision.Escalate("v3", EscalationReason.UNSURE),
                stream.next(holding("v2", "v3"), judged(far, false)).decision(),
                "no further than the last");
    }

    @Test
    void next_undecided_holds() {
        Step step = stream.next(holding("v1", "v2"), judged(UNDECIDED, false));

        assertEquals(new Decision.Hold(), step.decision());
    }

    @Test
    void next_sure_sendsAndStreams() {
        Step step = stream.next(holding("v1", "v2"), judged(SURE, false));

        assertEquals(new Decision.Send(true, false, false), step.decision());
        assertInstanceOf(Streaming.class, step.next());
    }

    @Test
    void next_unsure_escalates() {
        Step step = stream.next(holding("v1", "v2"), judged(UNSURE, false));

        assertEquals(new Decision.Escalate("v2", EscalationReason.UNSURE), step.decision());
    }

    @Test
    void next_unsureWithoutAllowance_sendsCapped() {
        Step step = stream.next(holding("v1", "v2"), new Event.Judged(UNSURE, false, false));

        assertEquals(new Decision.Send(true, false, true), step.decision());
    }

    @Test
    void next_lastTier_sendsAtItsFirstWord() {
        Step step = stream.next(holding("v3"), judged(UNDECIDED, false));

        assertEquals(new Decision.Send(true, false, false), step.decision());
    }

    @Test
    void next_failureBeforeCommitment_triesNextTier() {
        Step step = stream.next(holding("v1", "v2"), failed(Kind.UNAVAILABLE));

        assertEquals(new Decision.TryNext("v2"), step.decision());
    }

    @Test
    void next_contextExceeded_triesNextTier() {
        Step step = stream.next(holding("v1", "v2"), failed(Kind.CONTEXT_EXCEEDED));

        assertEquals(new Decision.TryNext("v2"), step.decision());
    }

    @Test
    void next_contextExceededOnLast_failsForTheCaller() {
        Step step = stream.next(holding("v2"), failed(Kind.CONTEXT_EXCEEDED));

        assertEquals(new Decision.Fail(ErrorReason.CONTEXT_EXCEEDED), step.decision());
    }

    @Test
    void next_tierCannotDoIt_triesNextTierAndThenFailsForTheCaller() {
        assertEquals(
                new Decision.TryNext("v2"),
                stream.next(holding("v1", "v2"), failed(Kind.UNSUPPORTED)).decision());
        assertEquals(
                new Decision.Fail(ErrorReason.INVALID_ARGUMENT),
                stream.next(holding("v2"), failed(Kind.UNSUPPORTED)).decision());
    }

    @Test
    void next_invalidRequest_failsAtOnce() {
        Step step = stream.next(holding("v1", "v2"), failed(Kind.INVALID));

        assertEquals(new Decision.Fail(ErrorReason.INVALID_ARGUMENT), step.decision());
    }

    @Test
    void next_failureAfterCommitment_failsAndNeverSwitches() {
        Step step = stream.next(new Streaming(), failed(Kind.UNAVAILABLE));

        assertEquals(new Decision.Fail(ErrorReason.TIER_LOST), step.decision());
        assertInstanceOf(Ended.class, step.next());
    }

    @Test
    void next_upperTierFailsAfterEscalation_fallsBack() {
        Step up = stream.next(holding("v1", "v2"), judged(UNSURE, true));
        Step step = stream.next(up.next(), failed(Kind.UNAVAILABLE));

        assertEquals(new Decision.FallBack("v1"), step.decision());
        Step taken = stream.next(step.next(), judged(UNSURE, true));
        assertEquals(new Decision.Send(true, true, false), taken.decision());
    }

    @Test
    void next_fallBackFailsToo_fails() {
        Step up = stream.next(holding("v1", "v2"), judged(UNSURE, false));
        Step back = stream.next(up.next(), failed(Kind.UNAVAILABLE));
        Step step = stream.next(back.next(), failed(Kind.UNAVAILABLE));

        assertEquals(new Decision.Fail(ErrorReason.TIERS_UNAVAILABLE), step.decision());
    }

    @Test
    void next_onePieceSureButNotWhole_holds() {
        Step step = unary.next(holding("v1", "v2"), judged(SURE, false));

        assertEquals(new Decision.Hold(), step.decision());
    }

    @Test
    void next_onePieceFailsAfterSure_triesNextUnseen() {
        Step sure = unary.next(holding("v1", "v2"), judged(SURE, false));
        Step step = unary.next(sure.next(), failed(Kind.STALLED));

        assertEquals(new Decision.TryNext("v2"), step.decision());
    }

    @Test
    void next_clientLeaves_stopsWhereverItIs() {
        for (ChatState state : List.of(holding("v1", "v2"), new Streaming())) {
            Step step = stream.next(state, new Event.Abandoned(ErrorReason.CLIENT_GONE));

            assertEquals(new Decision.Stop(ErrorReason.CLIENT_GONE), step.decision());
        }
    }

    @Test
    void next_ended_ignoresEverything() {
        for (Event event :
                List.of(
                        judged(SURE, true),
                        failed(Kind.BROKEN),
                        new Event.Abandoned(ErrorReason.CLIENT_GONE))) {
            assertEquals(new Decision.Ignore(), stream.next(new Ended(), event).decision());
        }
    }

    /** Whatever happens: one first send, none after the end, and no other tier after the first. */
    @Test
    void next_randomEvents_keepsItsPromises() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
        for (int run = 0; run < 20_000; run++) {
            ChatMachine machine = random.nextBoolean() ? stream : unary;
            ChatState state = holding("v1", "v2", "v3");
            boolean sent = false;
            for (int i = 0; i < 12 && !(state instanceof Ended); i++) {
                Step step = machine.next(state, event(random));
                switch (step.decision()) {
                    case Decision.Send send -> {
                        assertEquals(!sent, send.first(), "first exactly once");
                        assertEquals(send.last(), step.next() instanceof Ended);
                        sent = true;
                    }
                    case Decision.Escalate _,
                            Decision.Retry _,
                            Decision.TryNext _,
                            Decision.FallBack _ ->
                            assertEquals(false, sent, "no other words after commitment");
                    case Decision.Hold _ -> assertEquals(false, sent, "no hold once sent");
                    case Decision.Fail _, Decision.Stop _ ->
                            assertInstanceOf(Ended.class, step.next());
                    case Decision.Ignore _ -> throw new AssertionError("ignored before the end");
                }
                state = step.next();
            }
        }
    }

    private static Event event(RandomGenerator random) {
        return switch (random.nextInt(8)) {
            case 0 ->
                    new Event.AttemptFailed(
                            Kind.values()[random.nextInt(Kind.values().length)],
                            random.nextBoolean());
            case 1 ->
                    random.nextInt(10) == 0
                            ? new Event.Abandoned(ErrorReason.CLIENT_GONE)
                            : judged(UNDECIDED, false);
            case 2, 3 -> new Event.Judged(UNSURE, random.nextBoolean(), random.nextBoolean());
            case 4, 5 -> judged(SURE, random.nextInt(4) == 0);
            default -> judged(UNDECIDED, false);
        };
    }
}
