package dev.strata.gateway.promote;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jspecify.annotations.Nullable;

/** Topic model.promotions: every gateway reads all of it at start, and follows it. */
@ApplicationScoped
class PromotionInbox {
    private final Rollout rollout;

    PromotionInbox(Rollout rollout) {
        this.rollout = rollout;
    }

    /** Takes one record; a tombstone, whoever wrote it, says nothing. */
    @Incoming("promotions")
    void take(byte @Nullable [] bytes) {
        if (bytes != null) {
            rollout.offer(bytes);
        }
    }
}
