package dev.strata.gateway.rights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.gateway.capture.RightsLog;
import dev.strata.gateway.chat.RequestIds;
import dev.strata.gateway.error.ErrorReason;
import dev.strata.gateway.error.GatewayException;
import dev.strata.gateway.tenant.Tenant;
import dev.strata.proto.event.v1.ConsentEvent;
import dev.strata.proto.event.v1.ErasureEvent;
import dev.strata.proto.event.v1.ErasureReport;
import dev.strata.proto.event.v1.Purpose;
import dev.strata.router.TenantRules;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RightsDeskTest {
    private static final Instant NOW = Instant.parse("2026-11-22T03:00:00Z");
    private static final Tenant ACME = tenant("acme");

    private final InstantSource clock = InstantSource.fixed(NOW);
    private final RequestIds ids = new RequestIds(new byte[32], clock);
    private final Log log = new Log();
    private final Map<String, ErasureReport> reports = new HashMap<>();
    private final List<String> erased = new ArrayList<>();
    private final RightsDesk desk =
            new RightsDesk(
                    ids, log, id -> Optional.ofNullable(reports.get(id)), clock, erased::add);

    /** Keeps what it is told. */
    private static final class Log implements RightsLog {
        private final List<ConsentEvent> consents = new ArrayList<>();
        private final List<ErasureEvent> erasures = new ArrayList<>();

        @Override
        public void record(ConsentEvent event) {
            consents.add(event);
        }

        @Override
        public void record(ErasureEvent event) {
            erasures.add(event);
        }
    }

    private static Tenant tenant(String id) {
        return new Tenant(id, TenantRules.open(id), Set.of(), "", Tenant.Limits.NONE);
    }

    @Test
    void setConsent_ofASubject_isRecordedUnderItsPseudonym() {
        desk.setConsent(
                ACME, "ann@example.org", Set.of(Tenant.Purpose.TRAIN, Tenant.Purpose.SERVE));
        desk.setConsent(ACME, "ann@example.org", Set.of());

        ConsentEvent first = log.consents.getFirst();
        assertEquals(
                List.of(Purpose.PURPOSE_SERVE, Purpose.PURPOSE_TRAIN), first.getPurposesList());
        assertEquals(
                ids.subjects().current("acme", "ann@example.org").pseudonym(),
                first.getSubjectPseudonym());
        assertEquals(1, first.getSubjects(0).getKeyVersion());
        assertFalse(first.toString().contains("ann"));
        assertEquals(List.of(), log.consents.getLast().getPurposesList());
    }

    @Test
    void erase_thenAsk_isAcceptedUntilItsReportComes() {
        RightsDesk.Erasure asked = desk.erase(ACME, "ann");

        assertEquals(asked.id(), log.erasures.getFirst().getEventId());
        assertEquals(List.of("acme"), erased);
        assertEquals(asked, desk.erasure(ACME, asked.id()));
        assertEquals(NOW, asked.accepted());

        reports.put(
                asked.id(),
                ErasureReport.newBuilder()
                        .setErasureId(asked.id())
                        .setTenant("acme")
                        .setKeysDestroyed(2)
                        .build());
        assertEquals(2, desk.erasure(ACME, asked.id()).report().orElseThrow().getKeysDestroyed());
    }

    @Test
    void erasure_ofAnotherTenant_isDenied() {
        String id = desk.erase(ACME, "ann").id();

        assertEquals(
                ErrorReason.PERMISSION_DENIED,
                assertThrows(GatewayException.class, () -> desk.erasure(tenant("globex"), id))
                        .failure()
                        .reason());
    }

    @Test
    void erasure_reportOfAnotherTenant_isNotBelieved() {
        String id = desk.erase(ACME, "ann").id();
        reports.put(id, ErasureReport.newBuilder().setErasureId(id).setTenant("globex").build());

        assertTrue(desk.erasure(ACME, id).report().isEmpty());
    }

    @Test
    void erase_noSubject_isRefusedAndNotRecorded() {
        for (String subject : new String[] {"", "  ", "x".repeat(257)}) {
            assertEquals(
                    ErrorReason.INVALID_ARGUMENT,
                    assertThrows(GatewayException.class, () -> desk.erase(ACME, subject))
                            .failure()
                            .reason());
        }
        assertEquals(List.of(), log.erasures);
    }
}
