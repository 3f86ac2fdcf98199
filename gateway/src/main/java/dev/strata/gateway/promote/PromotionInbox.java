package dev.strata.gateway.promote;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Topic model.promotions: every gateway reads all of it at start, and follows it. */
@ApplicationScoped
class PromotionInbox {
    private final Rollout rollout;

    PromotionInbox(Rollout rollout) {
        this.rollout = rollout;
    }

    @Incoming("promotions")
    void take(byte[] bytes) {
        rollout.offer(bytes);
    }
}
