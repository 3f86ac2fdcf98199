package dev.strata.gateway.admit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The limit over simulated tiers, by a clock that the test makes. */
class AdaptiveLimitTest {
    private static final long MILLI = 1_000_000;
    private static final long SERVICE = 100 * MILLI;
    private static final int SERVERS = 20;

    /** Requests that arrive at random and are served in order by so many servers. */
    private static final class Simulation {
        private final AdaptiveLimit limit;
        private final Random random = new Random(7);
        private final PriorityQueue<long[]> ends =
                new PriorityQueue<>((a, b) -> Long.compare(a[0], b[0]));
        private final Deque<Long> queue = new ArrayDeque<>();
        private final List<Long> waits = new ArrayList<>();
        private long now;
        private int inFlight;
        private int answered;
        private int shed;

        Simulation(AdaptiveLimit limit) {
            this.limit = limit;
        }

        /** Lets so many requests a second arrive for so long. */
        void run(double perSecond, int seconds) {
            waits.clear();
            answered = 0;
            shed = 0;
            long end = now + Duration.ofSeconds(seconds).toNanos();
            long arrival = now;
            while (arrival < end) {
                arrival += (long) (-Math.log(1 - random.nextDouble()) * 1e9 / perSecond);
                while (!ends.isEmpty() && ends.peek()[0] <= arrival) {
                    end(ends.remove());
                }
                now = arrival;
                if (inFlight < limit.limit()) {
                    inFlight++;
                    begin(arrival);
                } else {
                    shed++;
                }
            }
        }

        private void begin(long arrival) {
            if (ends.size() < SERVERS) {
                ends.add(new long[] {now + SERVICE, arrival});
            } else {
                queue.add(arrival);
            }
        }

        private void end(long[] request) {
            now = request[0];
            long wait = now - request[1];
            waits.add(wait);
            answered++;
            limit.waited("v1", wait, inFlight, now);
            inFlight--;
            Long next = queue.poll();
            if (next != null) {
                ends.add(new long[] {now + SERVICE, next});
            }
        }

        long percentile(double share) {
            List<Long> sorted = waits.stream().sorted().toList();
            return sorted.get((int) (share * (sorted.size() - 1)));
        }
    }

    private static AdaptiveLimit limit(int least, Duration tolerable) {
        return new AdaptiveLimit(least, 2_000, tolerable, Duration.ofMillis(500));
    }

    @Test
    void waited_threeTimesWhatCanBeServed_acceptedRequestsKeepTheirLatency() {
        Simulation fixed = new Simulation(limit(2_000, Duration.ZERO));
        Simulation adaptive = new Simulation(limit(8, Duration.ZERO));
        for (Simulation one : List.of(fixed, adaptive)) {
            one.run(150, 20);
            assertEquals(0, one.shed, "shed though there was room");
            one.run(600, 10);
            one.run(600, 60);
        }

        assertTrue(fixed.percentile(.5) > 20 * SERVICE, "alone: " + fixed.percentile(.5));
        assertTrue(adaptive.percentile(.99) < 5 * SERVICE, "p99: " + adaptive.percentile(.99));
        assertTrue(adaptive.percentile(.5) < 3 * SERVICE, "median: " + adaptive.percentile(.5));
        // What it can serve is served: 200 a second.
        assertTrue(adaptive.answered > .9 * 200 * 60, "answered " + adaptive.answered);
    }

    @Test
    void waited_crowdLeaves_theLimitComesBack() {
        AdaptiveLimit limit = limit(8, Duration.ZERO);
        Simulation simulation = new Simulation(limit);
        simulation.run(150, 20);
        simulation.run(600, 30);
        int low = limit.limit();

        simulation.run(150, 60);

        assertTrue(low < 100, "under load " + low);
        // Of 9,000, while it grew.
        assertTrue(simulation.shed < 10, simulation.shed + " at " + limit.limit());
    }

    @Test
    void waited_tolerableWaits_areNoCongestion() {
        AdaptiveLimit limit = limit(8, Duration.ofSeconds(60));
        Simulation simulation = new Simulation(limit);

        simulation.run(150, 10);
        simulation.run(300, 20);

        assertEquals(2_000, limit.limit());
        assertEquals(0, simulation.shed);
    }

    @Test
    void waited_slowTierBesideAFastOne_isNoCongestion() {
        AdaptiveLimit limit = limit(8, Duration.ZERO);
        long now = 0;
        for (int i = 0; i < 2_000; i++) {
            now += 10 * MILLI;
            boolean isSlow = i > 1_000 && i % 10 != 0;
            limit.waited(isSlow ? "v3" : "v1", isSlow ? 3_000 * MILLI : 20 * MILLI, 30, now);
        }

        assertEquals(2_000, limit.limit());
    }

    @Test
    void waited_endlessCongestion_neverGoesBelowItsLeastAndIsUsualInTheEnd() {
        AdaptiveLimit limit = limit(8, Duration.ZERO);
        int lowest = 2_000;
        for (long i = 0; i < 4_000; i++) {
            limit.waited("v1", i < 50 ? MILLI : 1_000 * MILLI, limit.limit(), i * 100 * MILLI);
            lowest = Math.min(lowest, limit.limit());
        }

        assertEquals(8, lowest);
        assertEquals(2_000, limit.limit());
    }
}
