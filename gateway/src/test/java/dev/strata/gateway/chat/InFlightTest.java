package dev.strata.gateway.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.strata.gateway.error.ErrorReason;
import dev.strata.gateway.error.GatewayException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class InFlightTest {
    private final InFlight requests = new InFlight();
    private final List<ErrorReason> cuts = new ArrayList<>();

    /** Ends when it is cut, as a run does. */
    private class Fake implements InFlight.Watched {
        private int looks;

        @Override
        public void abandon(ErrorReason reason) {
            cuts.add(reason);
            requests.remove(this);
        }

        @Override
        public boolean lookAt(long now, Duration slowClient) {
            looks++;
            return false;
        }
    }

    @Test
    void drain_requestThatEndsInTime_isNotCut() throws Exception {
        Fake request = new Fake();
        requests.add(request);
        Thread draining = Thread.ofPlatform().start(() -> requests.drain(Duration.ofSeconds(20)));
        while (draining.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }

        requests.remove(request);

        draining.join();
        assertEquals(List.of(), cuts);
    }

    @Test
    void drain_requestThatRunsOn_isCutAfterTheGrace() {
        requests.add(new Fake());

        requests.drain(Duration.ofMillis(20));

        assertEquals(List.of(ErrorReason.STOPPING), cuts);
    }

    @Test
    void drain_requestThatOnlyWaits_isCutAtOnce() {
        requests.add(
                new Fake() {
                    @Override
                    public boolean waits() {
                        return true;
                    }
                });

        requests.drain(Duration.ofDays(1));

        assertEquals(List.of(ErrorReason.STOPPING), cuts);
    }

    @Test
    void drain_whatComesLater_isRefusedOrCut() {
        requests.requireOpen();
        requests.drain(Duration.ofSeconds(20));

        GatewayException refused =
                assertThrows(GatewayException.class, () -> requests.requireOpen());
        requests.add(new Fake());

        assertEquals(ErrorReason.STOPPING, refused.failure().reason());
        assertEquals(List.of(ErrorReason.STOPPING), cuts);
    }

    @Test
    void sweep_oneFails_looksAtTheOthers() {
        Fake first = new Fake();
        Fake second = new Fake();
        requests.add(first);
        requests.add(
                new Fake() {
                    @Override
                    public boolean lookAt(long now, Duration slowClient) {
                        throw new IllegalStateException("broken");
                    }
                });
        requests.add(second);

        requests.sweep(1, Duration.ofSeconds(1));

        assertEquals(2, first.looks + second.looks);
    }
}
