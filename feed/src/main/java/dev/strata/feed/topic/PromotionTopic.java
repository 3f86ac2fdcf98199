package dev.strata.feed.topic;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.strata.feed.error.FeedException;
import dev.strata.proto.event.v1.RouterPromotion;
import dev.strata.proto.event.v1.SignedPromotion;
import dev.strata.seal.PromotionKeys;
import java.security.PublicKey;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** {@code model.promotions}: what gateways are to route by; compacted. One thread. */
public final class PromotionTopic {
    private static final String TOPIC = "model.promotions";
    private static final String KEY = "router";

    private final String bootstrap;

    public PromotionTopic(String bootstrap) {
        this.bootstrap = bootstrap;
    }

    /**
     * The promotions that {@code key}'s owner signed, by generation.
     *
     * @param kept bytes of more than the topic still holds
     * @throws FeedException NO_TOPIC where Kafka does not answer or has no such topic
     */
    public SortedMap<Long, RouterPromotion> all(PublicKey key, List<byte[]> kept) {
        SortedMap<Long, RouterPromotion> all = new TreeMap<>();
        kept.forEach(bytes -> add(all, bytes, key));
        try (TopicLog log = TopicLog.open(bootstrap, TOPIC)) {
            log.read(log.snapshot(Map.of()), record -> add(all, record.value().toByteArray(), key));
        }
        return all;
    }

    private static void add(SortedMap<Long, RouterPromotion> all, byte[] bytes, PublicKey key) {
        try {
            SignedPromotion signed = SignedPromotion.parseFrom(bytes);
            if (PromotionKeys.isSigned(
                    key,
                    signed.getPromotion().toByteArray(),
                    signed.getSignature().toByteArray())) {
                RouterPromotion one = RouterPromotion.parseFrom(signed.getPromotion());
                all.put(one.getGeneration(), one);
            }
        } catch (InvalidProtocolBufferException _) {
            // Whoever may write the topic may write anything; only signatures count.
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
