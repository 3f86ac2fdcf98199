package dev.strata.gateway.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Timestamp;
import dev.strata.gateway.capture.TrafficArchive;
import dev.strata.gateway.error.ErrorReason;
import dev.strata.gateway.error.Failure;
import dev.strata.gateway.error.GatewayException;
import dev.strata.proto.event.v1.Attempt;
import dev.strata.proto.event.v1.TrafficEvent;
import dev.strata.router.policy.PriceList;
import io.vertx.core.MultiMap;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class CostReportTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    private final List<Instant> asked = new ArrayList<>();
    private final List<TrafficEvent> events = new ArrayList<>();
    private TrafficArchive archive = this::give;

    private void give(Instant from, Instant until, Consumer<TrafficEvent> sink) {
        asked.add(from);
        asked.add(until);
        events.forEach(sink);
    }

    private CostReport report(long most) {
        return new CostReport(
                (from, until, sink) -> archive.read(from, until, sink),
                PriceList::bundled,
                () -> NOW,
                most);
    }

    private static MultiMap query(String... pairs) {
        MultiMap query = MultiMap.caseInsensitiveMultiMap();
        for (int i = 0; i < pairs.length; i += 2) {
            query.add(pairs[i], pairs[i + 1]);
        }
        return query;
    }

    private static TrafficEvent event(String id, String at) {
        return TrafficEvent.newBuilder()
                .setEventId(id)
                .setTenant("demo")
                .setStarted(Timestamp.newBuilder().setSeconds(Instant.parse(at).getEpochSecond()))
                .addAttempts(
                        Attempt.newBuilder()
                                .setTier("v1")
                                .setModel("small")
                                .setCommitted(true)
                                .setPromptTokens(1000)
                                .setCompletionTokens(1000)
                                .setCost(5))
                .build();
    }

    @Test
    void of_lastMonth_hasItsRequestsAloneAndReadsFromItsBegin() {
        events.add(event("1", "2026-09-30T23:59:59Z"));
        events.add(event("2", "2026-10-01T00:00:00Z"));
        events.add(event("2", "2026-10-01T00:00:00Z"));
        events.add(event("3", "2026-11-01T00:00:00Z"));

        String csv = report(10).of(query("month", "last"));

        assertTrue(csv.contains("\r\n2026-10-01,demo,v1,small,1,1,1000,0,1000,5.000000000,"), csv);
        assertEquals(2, csv.split("\r\n").length, csv);
        assertEquals(
                List.of(
                        Instant.parse("2026-09-30T23:00:00Z"),
                        Instant.parse("2026-11-15T00:00:00Z")),
                asked);
        assertEquals(csv, report(10).of(query("month", "2026-10", "format", "csv")));
    }

    @Test
    void of_largest_isWhatSavingsAreAgainst() {
        events.add(event("1", "2026-10-01T00:00:00Z"));

        String dearest = report(10).of(query());
        String cheapest = report(10).of(query("largest", "v1"));

        double v1 = PriceList.bundled().of("v1").orElseThrow().cost(1000, 0, 1000);
        double v3 = PriceList.bundled().of("v3").orElseThrow().cost(1000, 0, 1000);
        assertEquals(v3 - 5, saved(dearest), 1e-6);
        assertEquals(v1 - 5, saved(cheapest), 1e-6);
        assertEquals(Instant.EPOCH, asked.getFirst());
    }

    private static double saved(String csv) {
        return Double.parseDouble(csv.strip().substring(csv.strip().lastIndexOf(',') + 1));
    }

    private Failure refused(CostReport report, String... pairs) {
        return assertThrows(GatewayException.class, () -> report.of(query(pairs))).failure();
    }

    @Test
    void of_priceThatIsNoPlainNumber_isRefusedBeforeAnythingIsRead() {
        for (String price : List.of("", "-1", "1e9", "1e999999999", "NaN", "0x1", "1.")) {
            Failure failure =
                    refused(report(10), "format", "focus", "currency", "EUR", "unit_price", price);
            assertEquals("unit_price", failure.field(), price);
        }
        assertEquals(List.of(), asked);
    }

    @Test
    void of_moreThanIsKept_isRefusedWithAWayOut() {
        for (int i = 0; i < 4; i++) {
            events.add(event("" + i, "2026-10-01T00:00:00Z"));
        }

        assertEquals(2, report(4).of(query()).split("\r\n").length);
        Failure failure = refused(report(3));
        assertEquals(ErrorReason.UNSUPPORTED, failure.reason());
        assertTrue(failure.message().contains("at most 3 requests"), failure.message());
    }

    @Test
    void of_whileAnotherIsMade_isToldToComeAgain() {
        CostReport report = report(10);
        List<Failure> second = new ArrayList<>();
        archive = (_, _, _) -> second.add(refused(report));

        report.of(query());

        assertEquals(ErrorReason.OVERLOADED, second.getFirst().reason());
        archive = this::give;
        assertEquals("", report.of(query()));
    }
}
