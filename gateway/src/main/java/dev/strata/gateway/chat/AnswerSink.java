package dev.strata.gateway.chat;

import dev.strata.gateway.cache.CacheMark;
import dev.strata.gateway.error.Failure;
import dev.strata.gateway.tier.TierEvent;

/**
 * Where an answer goes: one face's way to one client.
 *
 * <p>Called by one thread at a time and must not block. {@link #committed} comes at most once and
 * before any piece; exactly one of {@link #finished} and {@link #failed} comes last.
 */
public interface AnswerSink {
    /** An answer is committed: its tier never changes from here on. */
    void committed(CommittedAnswer answer);

    /** The next piece of it. */
    void piece(TierEvent.Tokens piece);

    /** It is whole. */
    void finished(ChatResult result);

    /** There is none, or it broke off after its last piece. */
    void failed(Failure failure, ChatResult soFar);

    /** False while the client does not read what it was sent. */
    boolean ready();

    /** What is known of an answer when it begins. */
    record CommittedAnswer(
            String requestId,
            String tier,
            String model,
            String reasonCode,
            String reason,
            CacheMark cache) {

        /** Of a request that the cache was not asked for. */
        public CommittedAnswer(
                String requestId, String tier, String model, String reasonCode, String reason) {
            this(requestId, tier, model, reasonCode, reason, CacheMark.NONE);
        }

        /** The same, of a request that the cache was asked for. */
        CommittedAnswer withCache(CacheMark mark) {
            return new CommittedAnswer(requestId, tier, model, reasonCode, reason, mark);
        }
    }
}
