package dev.strata.gateway.admit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.strata.gateway.error.ErrorReason;
import dev.strata.gateway.error.Failure;
import dev.strata.gateway.tenant.Tenant;
import dev.strata.gateway.tenant.Tenant.Priority;
import dev.strata.router.TenantRules;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlacesTest {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    /** Thirty that may grow to 100: a limit that has shrunk. */
    private Places places() {
        AdaptiveLimit limit = new AdaptiveLimit(30, 100, Duration.ZERO, Duration.ZERO);
        for (int i = 0; i < 30; i++) {
            limit.waited("v1", i < 10 ? 1 : 1_000_000, 60, i);
        }
        assertEquals(30, limit.limit());
        return new Places(limit, () -> 0, meters);
    }

    private static Tenant tenant(String id, Priority priority) {
        return new Tenant(
                id,
                TenantRules.open(id),
                Set.of(),
                "",
                new Tenant.Limits(0, 0, 0, 0, 0, false, priority));
    }

    /** Takes until it is refused, at most 200. */
    private static int takeAll(Places places, Tenant tenant) {
        int taken = 0;
        while (taken < 200 && places.take(tenant).isEmpty()) {
            taken++;
        }
        return taken;
    }

    private double shed(String reason) {
        return meters.get("strata.admit.shed").tag("reason", reason).counter().count();
    }

    @Test
    void take_byPriority_theUnimportantGoWithoutFirst() {
        Places places = places();

        assertEquals(21, takeAll(places, tenant("low", Priority.LOW)));
        assertEquals(1, shed("priority"));
        assertEquals(9, takeAll(places, tenant("normal", Priority.NORMAL)));
        assertEquals(3, takeAll(places, tenant("high", Priority.HIGH)));
        assertEquals(33, places.inFlight());
    }

    @Test
    void take_inACrowd_whoeverHasMoreThanItsShareIsShed() {
        Places places = places();
        Tenant greedy = tenant("greedy", Priority.NORMAL);
        Tenant modest = tenant("modest", Priority.NORMAL);
        for (int i = 0; i < 26; i++) {
            assertEquals(Optional.empty(), places.take(greedy));
        }
        assertEquals(Optional.empty(), places.take(modest));

        Failure refused = places.take(greedy).orElseThrow();

        assertEquals(ErrorReason.OVERLOADED, refused.reason());
        assertEquals(Optional.of(Duration.ofSeconds(1)), refused.retryAfter());
        assertEquals(1, shed("share"));
        assertEquals(Optional.empty(), places.take(modest));
        assertEquals(3, takeAll(places, modest) + 1);
        places.giveBack(greedy);
        assertEquals(Optional.empty(), places.take(modest));
    }

    @Test
    void giveBack_everyPlace_leavesNone() {
        Places places = places();
        Tenant tenant = tenant("a", Priority.NORMAL);
        int taken = takeAll(places, tenant);
        for (int i = 0; i < taken; i++) {
            places.giveBack(tenant);
        }

        assertEquals(30, taken);
        assertEquals(0, places.inFlight());
        assertEquals(30, takeAll(places, tenant));
        assertEquals(30, meters.get("strata.admit.limit").gauge().value());
    }
}
