package dev.strata.feed.retrain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Timestamp;
import dev.strata.proto.event.v1.Attempt;
import dev.strata.proto.event.v1.RouteDecision;
import dev.strata.proto.event.v1.TrafficEvent;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RoutedByTest {
    private final RoutedBy routedBy = new RoutedBy();

    private void requests(int from, int to, String version) {
        for (int i = from; i < to; i++) {
            routedBy.accept(
                    TrafficEvent.newBuilder()
                            .setStarted(Timestamp.newBuilder().setSeconds(i))
                            .setRoute(RouteDecision.newBuilder().setPolicyVersion(version))
                            .addAttempts(
                                    Attempt.newBuilder()
                                            .setTier("v1")
                                            .setModelSha256(version + "-model"))
                            .build());
        }
    }

    @Test
    void generation_noEvents_isUnknown() {
        requests(0, 5, "");

        assertEquals(OptionalLong.empty(), routedBy.generation());
        assertEquals("", routedBy.model("v2"));
    }

    @Test
    void generation_promotionUndone_isTheOneBeforeIt() {
        requests(0, 3000, "p+g4");
        requests(3000, 3100, "p+g5");
        requests(3100, 4200, "p+g4");

        assertEquals(OptionalLong.of(4), routedBy.generation());
        assertTrue(routedBy.isUndone(5));
        assertFalse(routedBy.isUndone(4));
        assertFalse(routedBy.isUndone(6));
    }

    @Test
    void generation_promotionOnTrial_isNeitherTheChampionNorUndone() {
        requests(0, 1500, "p");
        requests(1500, 1700, "p+g1");

        assertEquals(OptionalLong.of(0), routedBy.generation());
        assertFalse(routedBy.isUndone(1));
    }

    @Test
    void accept_eventsOutOfOrder_goesByTheirTime() {
        requests(5000, 6000, "p+g2");
        requests(0, 3000, "p+g1");

        assertEquals(OptionalLong.of(2), routedBy.generation());
        assertEquals("p+g2-model", routedBy.model("v1"));
    }
}
