package dev.strata.gateway.tier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.router.TierHealth;
import dev.strata.router.Zone;
import io.grpc.InsecureChannelCredentials;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SeatTest {
    private static final Duration BASE = Duration.ofNanos(100);
    private static final Outliers.Rule RULE = new Outliers.Rule(10, .5);
    private final TierEndpoint endpoint =
            new TierEndpoint(
                    new ReplicaAddress("a:1", new InetSocketAddress("127.0.0.1", 1)),
                    1,
                    InsecureChannelCredentials.create(),
                    EventLoops.NONE);
    private final Seat good = seat();
    private final Seat bad = seat();
    private final TierSeats seats = new TierSeats("v1");

    private Seat seat() {
        return new Seat(
                "v1", endpoint, new Breaker(new BreakerState.Rule(1_000, 1), System::nanoTime));
    }

    @AfterEach
    void close() {
        endpoint.close();
    }

    private void call(int times) {
        for (int i = 0; i < times; i++) {
            good.began();
            good.succeeded();
            good.ended();
            bad.began();
            bad.failed();
            bad.ended();
        }
    }

    @Test
    void eject_outlier_isOutLongerEachTimeAndForgivenSlowly() {
        seats.replace(List.of(good, bad));
        call(10);
        seats.eject(RULE, BASE, 1_000);
        assertTrue(bad.isOut());
        assertFalse(good.isOut());

        call(10);
        seats.eject(RULE, BASE, 1_099);
        assertTrue(bad.isOut());
        seats.eject(RULE, BASE, 1_100);
        assertFalse(bad.isOut());

        call(10);
        seats.eject(RULE, BASE, 2_000);
        seats.eject(RULE, BASE, 2_199);
        assertTrue(bad.isOut());
        seats.eject(RULE, BASE, 2_200);
        assertFalse(bad.isOut());
    }

    @Test
    void load_sinceTheReport_isCountedHere() {
        bad.began();
        bad.began();
        bad.ended();
        assertEquals(1, bad.load());

        bad.update(TierState.unknown("v1"));
        bad.ended();

        assertEquals(0, bad.load());
    }

    private static Seat fragile(TierEndpoint at) {
        return new Seat(
                "v1", at, new Breaker(new BreakerState.Rule(1, Long.MAX_VALUE / 4), () -> 0L));
    }

    private static TierState running(String model) {
        ModelIdentity identity =
                new ModelIdentity(model, model, "t", "exact", Zone.PUBLIC, 100, Set.of());
        return new TierState(
                "v1",
                Optional.of(identity),
                new TierHealth.Up(0, 1),
                0,
                0,
                Instant.EPOCH,
                List.of());
    }

    @Test
    void take_replicaThatIsUpHasItsBreakerOpen_asksNeitherAnotherModelNorTheDead() {
        Seat old = fragile(endpoint);
        Seat newer = fragile(endpoint);
        old.update(running("old"));
        seats.replace(List.of(old));
        assertTrue(seats.gather("nowhere"));
        assertTrue(seats.allows());
        newer.update(running("new"));
        seats.replace(List.of(old, newer, fragile(endpoint)));
        assertFalse(seats.gather("nowhere"));

        old.failed();

        assertFalse(seats.allows());
        assertEquals("old", seats.state().model().orElseThrow().model());
        Optional<Seat> asked = seats.take(() -> 1, Set.of(), "", new Random(1));
        assertTrue(asked.filter(seat -> seat == newer).isEmpty());
    }
}
