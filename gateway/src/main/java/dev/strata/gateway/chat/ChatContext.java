package dev.strata.gateway.chat;

import dev.strata.gateway.admit.Claim;
import dev.strata.gateway.tenant.Tenant;
import dev.strata.gateway.tier.Draft;
import dev.strata.gateway.tier.TierRequest;
import dev.strata.router.policy.PriceList;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * What stays the same over the life of one request.
 *
 * @param requestId minted here, UUIDv7
 * @param trace its spans; of the run's lock
 * @param receivedNanos of the monotonic clock
 * @param allowed how long it may take since then
 * @param claim an upper bound of what one attempt may use
 * @param prices those of its start: claim, attempts, event and savings agree
 */
record ChatContext(
        Tenant tenant,
        ChatCommand command,
        RequestIds ids,
        RequestTrace trace,
        String requestId,
        Instant started,
        long receivedNanos,
        Duration allowed,
        Claim claim,
        String policyVersion,
        PriceList prices) {

    /**
     * What a tier is asked.
     *
     * @param draft what a lower tier answered
     * @param failed replicas of it that failed this request
     * @param now of the monotonic clock
     */
    TierRequest request(AttemptLog attempt, Draft draft, Set<String> failed, long now) {
        return new TierRequest(
                requestId,
                attempt.tier(),
                command.messages(),
                command.answer(),
                draft,
                tenant.id(),
                trace.attempt(attempt),
                failed,
                Duration.ofNanos(deadlineNanos() - now),
                command.wishes().adapter());
    }

    /** When its time is up, of the monotonic clock. */
    long deadlineNanos() {
        return receivedNanos + allowed.toNanos();
    }

    /**
     * A pseudonym of the caller's name for the conversation, which may name a person; else this
     * request's own id.
     */
    String conversationId() {
        return ids.conversation(tenant.id(), command.labels().conversationId()).orElse(requestId);
    }
}
