package dev.strata.gateway.tier;

import static java.util.Objects.requireNonNull;

import dev.strata.router.Message;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * One attempt at a tier.
 *
 * @param requestId the gateway's id of the request
 * @param draft what a lower tier answered
 * @param cacheSalt keeps the cached prefixes of different tenants apart
 * @param traceparent of the attempt's span, for the tier's own; may be empty
 * @param failed replicas that this request was at already and that failed it
 * @param timeLeft until the whole request's deadline
 * @param adapter beside the tier's model; empty for none
 */
public record TierRequest(
        String requestId,
        String tier,
        List<Message> messages,
        AnswerSpec spec,
        Draft draft,
        String cacheSalt,
        String traceparent,
        Set<String> failed,
        Duration timeLeft,
        String adapter) {
    public TierRequest {
        requireNonNull(requestId, "requestId is null");
        requireNonNull(tier, "tier is null");
        messages = List.copyOf(messages);
        requireNonNull(spec, "spec is null");
        requireNonNull(draft, "draft is null");
        requireNonNull(cacheSalt, "cacheSalt is null");
        requireNonNull(traceparent, "traceparent is null");
        failed = Set.copyOf(failed);
        requireNonNull(timeLeft, "timeLeft is null");
        requireNonNull(adapter, "adapter is null");
    }

    /** An attempt without an adapter and with nothing to verify. */
    public TierRequest(
            String requestId,
            String tier,
            List<Message> messages,
            AnswerSpec spec,
            String cacheSalt,
            String traceparent,
            Set<String> failed,
            Duration timeLeft) {
        this(
                requestId,
                tier,
                messages,
                spec,
                Draft.NONE,
                cacheSalt,
                traceparent,
                failed,
                timeLeft,
                "");
    }
}
