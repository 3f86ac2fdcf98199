package dev.strata.gateway.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.strata.gateway.capture.TrafficLog;
import dev.strata.gateway.error.ErrorReason;
import dev.strata.gateway.tenant.Tenant;
import dev.strata.proto.event.v1.TrafficEvent;
import dev.strata.router.TenantRules;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class RefusalsTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    private final Kept log = new Kept();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private long nanos = 1_000_000_000;

    /** Keeps what it is given. */
    private static final class Kept implements TrafficLog {
        private final List<TrafficEvent> events = new ArrayList<>();

        @Override
        public CompletableFuture<Boolean> offer(Supplier<TrafficEvent> event, long bytes) {
            return CompletableFuture.completedFuture(events.add(event.get()));
        }
    }

    private Refusals refusals(int perMinute) {
        return new Refusals(log, perMinute, () -> nanos, registry);
    }

    private EventCodec.Refusal refusal(String tenant, ErrorReason reason) {
        return new EventCodec.Refusal(
                new RequestIds(new byte[32], InstantSource.fixed(NOW)),
                new ChatDesk.Caller(
                        new Tenant(
                                tenant, TenantRules.open(tenant), Set.of(), "", Tenant.Limits.NONE),
                        nanos - Duration.ofMillis(5).toNanos(),
                        Optional.empty(),
                        ""),
                ChatCommand.Method.CHAT_STREAM,
                40,
                "r-1",
                reason,
                NOW);
    }

    private double unrecorded(ErrorReason reason) {
        return registry.get("strata.refusals.unrecorded")
                .tag("reason", reason.name())
                .counter()
                .count();
    }

    @Test
    void record_refusal_saysWhoseAndWhyAndHoldsNothingThatWasAsked() {
        refusals(3).record(refusal("acme", ErrorReason.BUDGET_EXHAUSTED));

        TrafficEvent event = log.events.getFirst();
        assertEquals("acme", event.getTenant());
        assertEquals("BUDGET_EXHAUSTED", event.getErrorType());
        assertEquals(ErrorReason.BUDGET_EXHAUSTED.grpc().value(), event.getStatus());
        assertEquals("r-1", event.getConversationId());
        assertEquals(NOW.getEpochSecond(), event.getFinished().getSeconds());
        assertEquals(995_000_000, event.getStarted().getNanos());
        assertEquals("chat_stream", event.getParameters().getMethod());
        assertFalse(event.hasInput());
        assertFalse(event.hasRoute());
        assertEquals(0, event.getAttemptsCount());
    }

    @Test
    void record_flood_leavesAsManyEventsAsAllowedAndCountsTheRest() {
        Refusals refusals = refusals(3);
        for (int i = 0; i < 1000; i++) {
            refusals.record(refusal("acme", ErrorReason.RATE_LIMITED));
        }
        refusals.record(refusal("globex", ErrorReason.OVERLOADED));

        assertEquals(4, log.events.size());
        assertEquals(997, unrecorded(ErrorReason.RATE_LIMITED));
        assertEquals(0, unrecorded(ErrorReason.OVERLOADED));

        nanos += Duration.ofSeconds(20).toNanos();
        refusals.record(refusal("acme", ErrorReason.RATE_LIMITED));
        refusals.record(refusal("acme", ErrorReason.RATE_LIMITED));

        assertEquals(5, log.events.size());
        assertEquals(998, unrecorded(ErrorReason.RATE_LIMITED));
    }

    @Test
    void record_noneAllowed_countsAll() {
        refusals(0).record(refusal("acme", ErrorReason.TOKENS_LIMITED));

        assertEquals(List.of(), log.events);
        assertEquals(1, unrecorded(ErrorReason.TOKENS_LIMITED));
    }
}
