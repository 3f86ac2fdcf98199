package dev.strata.gateway.admit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.strata.gateway.error.Failure;
import dev.strata.gateway.tenant.Tenant;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Lets requests in within the gateway's bound and their tenant's limits, which stand in an {@link
 * Allowance}. Thread-safe; never blocks.
 */
public final class Admission {
    private static final Logger LOG = Logger.getLogger(Admission.class);

    private final Places places;
    private final Allowance allowance;

    /** Whether a request is let in. */
    public sealed interface Outcome {
        /** It is. */
        record Admitted(Ticket ticket) implements Outcome {}

        /** It must be shed; nothing is kept. */
        record Shed(Failure failure) implements Outcome {}
    }

    /** An admission of at most {@code inFlightLimit} requests at a time. */
    public Admission(int inFlightLimit, Allowance allowance) {
        this(Places.fixed(inFlightLimit), allowance);
    }

    private Admission(Places places, Allowance allowance) {
        this.places = places;
        this.allowance = allowance;
    }

    /**
     * An admission of as many requests at a time as the settings say.
     *
     * @param nanoClock monotonic
     */
    public static Admission of(
            AdmitSettings settings,
            Allowance allowance,
            LongSupplier nanoClock,
            MeterRegistry registry) {
        return new Admission(Places.of(settings, nanoClock, registry), allowance);
    }

    /** Requests under way now. */
    public int inFlight() {
        return places.inFlight();
    }

    /**
     * Lets a request in and reserves for its first attempt.
     *
     * @param claim an upper bound of what the attempt may use
     * @return complete already where the limits stand in this process
     */
    public CompletableFuture<Outcome> admit(Tenant tenant, Claim claim) {
        Optional<Failure> crowded = places.take(tenant);
        if (crowded.isPresent()) {
            return CompletableFuture.completedFuture(new Outcome.Shed(crowded.get()));
        }
        CompletableFuture<Allowance.Answer> asked;
        try {
            asked = allowance.begin(tenant, claim);
        } catch (RuntimeException e) {
            asked = CompletableFuture.failedFuture(e);
        }
        return asked.handle((answer, defect) -> {
            if (answer instanceof Allowance.Answer.Granted granted) {
                return new Outcome.Admitted(new Ticket(tenant, granted.hold()));
            }
            places.giveBack(tenant);
            if (defect != null) {
                LOG.error("limits could not be asked", defect);
            }
            return new Outcome.Shed(
                    answer instanceof Allowance.Answer.Refused refused
                            ? refused.failure()
                            : LimitFailure.unknown(tenant));
        });
    }

    /** One request's place; closed exactly once, at its end. Thread-safe. */
    public final class Ticket {
        private final Tenant tenant;

        @GuardedBy("this")
        private final List<Allowance.Hold> holds = new ArrayList<>(1);

        @GuardedBy("this")
        private boolean closed;

        private Ticket(Tenant tenant, Allowance.Hold first) {
            this.tenant = tenant;
            holds.add(first);
        }

        /** Reserves for one more attempt; false where the tenant's budget does not allow it. */
        public CompletableFuture<Boolean> reserveMore(Claim claim) {
            return allowance
                    .more(tenant, claim)
                    .thenApply(answer ->
                            switch (answer) {
                                case Allowance.Answer.Granted granted -> keep(granted.hold());
                                case Allowance.Answer.Refused _ -> false;
                            });
        }

        private synchronized boolean keep(Allowance.Hold hold) {
            if (closed) {
                // The request ended while it was asked for.
                hold.settle(0, 0);
                return false;
            }
            return holds.add(hold);
        }

        /** A tier had read the request's prompt after so many nanoseconds. */
        public void waited(String tier, long nanos) {
            places.waited(tier, nanos);
        }

        /**
         * Ends the request.
         *
         * @param tokens used over all its attempts
         * @param cost of all of them, price units
         */
        public synchronized void close(long tokens, double cost) {
            if (closed) {
                return;
            }
            closed = true;
            // What was used is charged once, with the first; the others come free.
            holds.getFirst().settle(tokens, cost);
            holds.subList(1, holds.size()).forEach(hold -> hold.settle(0, 0));
            places.giveBack(tenant);
        }
    }
}
