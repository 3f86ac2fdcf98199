package dev.strata.gateway.chat;

import dev.strata.gateway.cache.CacheMark;
import dev.strata.gateway.tier.TierEvent;
import dev.strata.gateway.tier.TokenUsage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/**
 * What the mesh did with a request.
 *
 * @param tier of the committed answer; empty where there is none
 * @param reasonCode the closed code of the decision; empty where it was never routed
 * @param reason in words; never quotes content
 * @param attempts in the order they ran
 * @param usage of the returned answer
 * @param usageTotal of all attempts: what is charged
 * @param cost price units over all attempts
 * @param overheadMs what the gateway added: total less the time spent waiting on tiers
 * @param degraded a better tier was wanted and could not be had
 * @param privacyToken to be passed back with the next turn; may be empty
 * @param finish why the answer ended
 * @param cache whether it came from the cache; then {@code usage} is that of the kept answer
 */
public record ChatResult(
        String requestId,
        String tier,
        String model,
        String reasonCode,
        String reason,
        List<Attempt> attempts,
        TokenUsage usage,
        TokenUsage usageTotal,
        double cost,
        double overheadMs,
        boolean degraded,
        String privacyToken,
        TierEvent.Reason finish,
        CacheMark cache) {
    public ChatResult {
        attempts = List.copyOf(attempts);
    }

    /** {@code value} with so many digits after the point; a formatter would cost ten times more. */
    public static String decimal(double value, int digits) {
        return BigDecimal.valueOf(value).setScale(digits, RoundingMode.HALF_UP).toPlainString();
    }

    /** Of a request that was turned away before it was routed. */
    static ChatResult nothing(String requestId) {
        return new ChatResult(
                requestId,
                "",
                "",
                "",
                "",
                List.of(),
                TokenUsage.NONE,
                TokenUsage.NONE,
                0,
                0,
                false,
                "",
                TierEvent.Reason.STOP,
                CacheMark.NONE);
    }

    /** The same, of a request that the cache was asked for. */
    ChatResult withCache(CacheMark mark) {
        return new ChatResult(
                requestId,
                tier,
                model,
                reasonCode,
                reason,
                attempts,
                usage,
                usageTotal,
                cost,
                overheadMs,
                degraded,
                privacyToken,
                finish,
                mark);
    }

    /**
     * One run on one tier.
     *
     * @param outcome {@code committed}, {@code escalated}, {@code failed} or {@code cancelled}
     * @param reason why it was handed on or failed; empty where committed
     * @param timeToFirstTokenMs 0 where there was no token
     * @param cost price units
     */
    public record Attempt(
            String tier,
            String model,
            String outcome,
            String reason,
            TokenUsage usage,
            double timeToFirstTokenMs,
            double durationMs,
            double cost) {}
}
