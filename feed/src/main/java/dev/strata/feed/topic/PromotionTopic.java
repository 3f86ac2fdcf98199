package dev.strata.feed.topic;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.strata.feed.error.FeedException;
import dev.strata.proto.event.v1.RouterPromotion;
import dev.strata.proto.event.v1.SignedPromotion;
import dev.strata.seal.PromotionKeys;
import java.security.PublicKey;
import java.util.Map;
import java.util.Optional;

/** {@code model.promotions}: what gateways are to route by; compacted. One thread. */
public final class PromotionTopic {
    private static final String TOPIC = "model.promotions";
    private static final String KEY = "router";

    private final String bootstrap;

    public PromotionTopic(String bootstrap) {
        this.bootstrap = bootstrap;
    }

    /**
     * The promotion of the highest generation that {@code key}'s owner signed.
     *
     * @throws FeedException NO_TOPIC where Kafka does not answer or has no such topic
     */
    public Optional<RouterPromotion> latest(PublicKey key) {
        RouterPromotion[] latest = {RouterPromotion.getDefaultInstance()};
        try (TopicLog log = TopicLog.open(bootstrap, TOPIC)) {
            log.read(
                    log.snapshot(Map.of()),
                    record -> {
                        RouterPromotion one = promotion(record, key);
                        if (one.getGeneration() > latest[0].getGeneration()) {
                            latest[0] = one;
                        }
                    });
        }
        return Optional.of(latest[0]).filter(found -> found.getGeneration() > 0);
    }

    private static RouterPromotion promotion(TopicRecord record, PublicKey key) {
        try {
            SignedPromotion signed = SignedPromotion.parseFrom(record.value());
            boolean isOwners =
                    PromotionKeys.isSigned(
                            key,
                            signed.getPromotion().toByteArray(),
                            signed.getSignature().toByteArray());
            return isOwners
                    ? RouterPromotion.parseFrom(signed.getPromotion())
                    : RouterPromotion.getDefaultInstance();
        } catch (InvalidProtocolBufferException _) {
            // Whoever may write the topic may write anything; only signatures count.
            return RouterPromotion.getDefaultInstance();
        }
    }

    /**
     * Publishes one, and returns once the broker has it.
     *
     * @throws FeedException NO_TOPIC where Kafka does not take it
     */
    public void publish(SignedPromotion promotion) {
        try (TopicWriter writer = TopicWriter.open(bootstrap)) {
            writer.write(TOPIC, KEY, promotion.toByteArray());
        }
    }
}
