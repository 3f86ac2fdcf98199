package dev.strata.gateway.chat;

import dev.strata.gateway.admit.Admission;
import dev.strata.router.RoutingRequest;
import java.time.Instant;

/**
 * A request that was let in.
 *
 * @param question what the router is asked; the same however often it is
 * @param ticket closed by the request, or where none was started
 * @param startNanos of the monotonic clock, at {@code started}
 * @param draw uniform, from 0 to under 1; the same however often it is routed
 * @param hasWaited for a tier to be up, which it does once
 */
record LetIn(
        ChatStart.Asked asked,
        RoutingRequest question,
        Admission.Ticket ticket,
        OverheadClock clock,
        Instant started,
        long startNanos,
        double draw,
        boolean hasWaited) {

    /** The same, over the mesh as it is after its wait. */
    LetIn afterWait(Mesh.View now) {
        ChatStart.Asked over =
                new ChatStart.Asked(
                        asked.caller(),
                        asked.command(),
                        asked.requestId(),
                        asked.sink(),
                        now,
                        asked.claim());
        return new LetIn(over, question, ticket, clock, started, startNanos, draw, true);
    }
}
