package dev.strata.gateway.chat;

import dev.strata.gateway.admit.Claim;
import dev.strata.gateway.tenant.Tenant;
import java.time.Instant;

/**
 * What stays the same over the life of one request.
 *
 * @param requestId minted here, UUIDv7
 * @param trace its spans; of the run's lock
 * @param deadlineNanos of the monotonic clock
 * @param claim an upper bound of what one attempt may use
 */
record ChatContext(
        Tenant tenant,
        ChatCommand command,
        RequestIds ids,
        RequestTrace trace,
        String requestId,
        Instant started,
        long deadlineNanos,
        Claim claim,
        String policyVersion,
        String pricesVersion) {

    /**
     * A pseudonym of the caller's name for the conversation, which may name a person; else this
     * request's own id.
     */
    String conversationId() {
        return ids.conversation(tenant.id(), command.labels().conversationId()).orElse(requestId);
    }
}
