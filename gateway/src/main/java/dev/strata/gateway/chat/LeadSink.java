package dev.strata.gateway.chat;

import dev.strata.gateway.cache.AnswerCache;
import dev.strata.gateway.cache.CacheMark;
import dev.strata.gateway.cache.Flight;
import dev.strata.gateway.cache.StoredAnswer;
import dev.strata.gateway.error.ErrorReason;
import dev.strata.gateway.error.Failure;
import dev.strata.gateway.tier.TierEvent;
import java.util.ArrayList;
import java.util.List;

/**
 * Hands an answer to the client that asked for it, and keeps it for those who ask the same. Guarded
 * by its run's lock.
 */
final class LeadSink implements AnswerSink {
    private final AnswerSink client;
    private final AnswerCache cache;
    private final Flight flight;
    private final boolean withTokens;
    private final List<TierEvent.Tokens> pieces = new ArrayList<>();

    /**
     * @param withTokens log-probabilities were asked for, and are kept
     */
    LeadSink(AnswerSink client, AnswerCache cache, Flight flight, boolean withTokens) {
        this.client = client;
        this.cache = cache;
        this.flight = flight;
        this.withTokens = withTokens;
    }

    @Override
    public void committed(CommittedAnswer answer) {
        client.committed(answer.withCache(CacheMark.MISS));
    }

    @Override
    public void piece(TierEvent.Tokens piece) {
        pieces.add(piece);
        client.piece(piece);
    }

    @Override
    public void finished(ChatResult result) {
        try {
            client.finished(result.withCache(CacheMark.MISS));
        } finally {
            // A worse answer than was wanted is its own client's: the others may have more luck.
            if (result.degraded()) {
                cache.failed(flight, false);
            } else {
                cache.answered(flight, stored(result));
            }
        }
    }

    private StoredAnswer stored(ChatResult result) {
        return new StoredAnswer(
                result.tier(),
                result.model(),
                withTokens ? pieces : StoredAnswer.joined(pieces),
                result.finish(),
                result.usage());
    }

    @Override
    public void failed(Failure failure, ChatResult soFar) {
        try {
            client.failed(failure, soFar.withCache(CacheMark.MISS));
        } finally {
            cache.failed(flight, isOfThisClient(failure.reason()));
        }
    }

    private static boolean isOfThisClient(ErrorReason reason) {
        return reason == ErrorReason.CLIENT_GONE
                || reason == ErrorReason.CLIENT_TOO_SLOW
                || reason == ErrorReason.DEADLINE_EXCEEDED;
    }

    @Override
    public boolean ready() {
        return client.ready();
    }
}
