package dev.strata.gateway.chat;

import dev.strata.gateway.error.ErrorReason;
import dev.strata.gateway.error.Failure;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * The requests under way. When the process is asked to end, new ones are refused, running ones may
 * finish within a grace, and the rest are cut. Thread-safe.
 */
public final class InFlight {
    private static final Logger LOG = Logger.getLogger(InFlight.class);

    private final Set<Watched> requests = ConcurrentHashMap.newKeySet();
    private final Object ends = new Object();
    private volatile boolean stopping;

    /** A request that is looked at from time to time. */
    interface Watched extends RunningChat {
        /** Ends the request where it must not go on; true where it is over. */
        boolean lookAt(long now, Duration slowClient);

        /** True where nothing of it runs yet: a gateway that stops ends it at once. */
        default boolean waits() {
            return false;
        }
    }

    /** Turns away once the process was asked to end. */
    void requireOpen() {
        if (stopping) {
            throw Failure.retry(
                            ErrorReason.STOPPING,
                            "the gateway is stopping: expected one that takes requests; come again, to another or to the next",
                            Duration.ofSeconds(1))
                    .exception();
        }
    }

    /** Keeps {@code request} until it is removed; a stopping process cuts it at once. */
    void add(Watched request) {
        requests.add(request);
        if (stopping) {
            request.abandon(ErrorReason.STOPPING);
        }
    }

    /** Forgets a request that is over and recorded. */
    void remove(Watched request) {
        requests.remove(request);
        if (stopping) {
            synchronized (ends) {
                ends.notifyAll();
            }
        }
    }

    /** Looks at every request; one that fails at it keeps no other from being looked at. */
    void sweep(long now, Duration slowClient) {
        for (Watched request : requests) {
            try {
                if (request.lookAt(now, slowClient)) {
                    remove(request);
                }
            } catch (RuntimeException e) {
                LOG.error("a request cannot be looked at", e);
            }
        }
    }

    /**
     * Refuses what comes from now on, waits at most {@code grace} for what runs, and ends the rest:
     * their clients get an error and what they had is recorded. Nothing runs when this returns.
     */
    void drain(Duration grace) {
        stopping = true;
        requests.stream().filter(Watched::waits).forEach(InFlight::cut);
        int running = requests.size();
        if (running == 0) {
            return;
        }
        LOG.infof("%d requests are running; they have %d ms to finish", running, grace.toMillis());
        if (!awaitNone(grace)) {
            LOG.warnf("%d requests did not finish in time and are cut", requests.size());
        }
        requests.forEach(InFlight::cut);
    }

    private static void cut(Watched request) {
        try {
            request.abandon(ErrorReason.STOPPING);
        } catch (RuntimeException e) {
            LOG.error("a request cannot be cut", e);
        }
    }

    private boolean awaitNone(Duration grace) {
        long end = System.nanoTime() + grace.toNanos();
        synchronized (ends) {
            try {
                while (!requests.isEmpty()) {
                    long left = (end - System.nanoTime()) / 1_000_000;
                    if (left <= 0) {
                        return false;
                    }
                    ends.wait(left);
                }
                return true;
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }
}
