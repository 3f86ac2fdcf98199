package dev.strata.gateway.rights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.gateway.chat.RequestIds;
import dev.strata.gateway.error.ErrorReason;
import dev.strata.gateway.error.GatewayException;
import dev.strata.gateway.tenant.Tenant;
import dev.strata.proto.event.v1.FeedbackEvent;
import dev.strata.router.TenantRules;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FeedbackDeskTest {
    private static final Tenant ACME =
            new Tenant("acme", TenantRules.open("acme"), Set.of(), "", Tenant.Limits.NONE);

    private final InstantSource clock = InstantSource.fixed(Instant.parse("2026-11-22T03:00:00Z"));
    private final RequestIds ids = new RequestIds(new byte[32], clock);
    private final List<FeedbackEvent> recorded = new ArrayList<>();
    private final List<Boolean> heard = new ArrayList<>();
    private final FeedbackDesk desk =
            new FeedbackDesk(ids, recorded::add, (_, bad) -> heard.add(bad), clock);
    private final String mine = ids.mint("acme").toString();

    @Test
    void record_eachJudgement_saysWhetherItIsBad() {
        desk.record(ACME, mine, "", new Judgement.Thumb(true));
        desk.record(ACME, mine, "", new Judgement.Thumb(false));
        desk.record(ACME, mine, "", new Judgement.Rating(.2));
        desk.record(ACME, mine, "", new Judgement.Rating(.3));
        desk.record(ACME, mine, "", new Judgement.Correction("better"));
        desk.record(ACME, mine, "", new Judgement.Preferred("this", "that"));
        desk.record(ACME, mine, "", new Judgement.Preferred("this", ""));

        assertEquals(List.of(false, true, true, false, true, false, true), heard);
    }

    @Test
    void record_eachJudgement_isWritten() {
        desk.record(ACME, mine, "", new Judgement.Thumb(true));
        desk.record(ACME, mine, "", new Judgement.Rating(.5));
        desk.record(ACME, mine, "", new Judgement.Correction("better"));
        desk.record(ACME, mine, "", new Judgement.Preferred("this", "that"));

        assertTrue(recorded.get(0).getThumb());
        assertEquals(.5, recorded.get(1).getRating());
        assertEquals("better", recorded.get(2).getCorrection());
        assertEquals("that", recorded.get(3).getPreference().getRejected());
        assertEquals(4, recorded.stream().map(FeedbackEvent::getEventId).distinct().count());
    }

    @Test
    void record_conversationNamed_hasTheKeyOfItsTraffic() {
        desk.record(ACME, mine, "ticket of ann", new Judgement.Thumb(true));

        String conversation = recorded.getFirst().getConversationId();
        assertEquals(ids.conversation("acme", "ticket of ann").orElseThrow(), conversation);
        assertNotEquals(ids.conversation("globex", "ticket of ann").orElseThrow(), conversation);
    }

    @Test
    void record_conversationNeverNamed_isTheRequests() {
        desk.record(ACME, mine, "", new Judgement.Thumb(true));

        assertEquals(mine, recorded.getFirst().getConversationId());
    }

    @Test
    void record_whatIsNoJudgementOrNotMine_isRefusedAndNotRecorded() {
        String others = ids.mint("globex").toString();

        assertEquals(ErrorReason.INVALID_ARGUMENT, refusal(mine, new Judgement.Rating(Double.NaN)));
        assertEquals(ErrorReason.INVALID_ARGUMENT, refusal(mine, new Judgement.Correction(" ")));
        assertEquals(
                ErrorReason.INVALID_ARGUMENT, refusal(mine, new Judgement.Preferred("", "that")));
        assertEquals(ErrorReason.PERMISSION_DENIED, refusal(others, new Judgement.Thumb(true)));
        assertEquals(List.of(), recorded);
    }

    private ErrorReason refusal(String request, Judgement judgement) {
        return assertThrows(GatewayException.class, () -> desk.record(ACME, request, "", judgement))
                .failure()
                .reason();
    }
}
