package dev.strata.feed.topic;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.strata.feed.error.FeedException;
import dev.strata.proto.event.v1.RouterPromotion;
import dev.strata.proto.event.v1.SignedPromotion;
import dev.strata.seal.PromotionKeys;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
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
     * The bytes of what the topic holds, whoever wrote it.
     *
     * @throws FeedException NO_TOPIC where Kafka does not answer or has no such topic
     */
    public List<byte[]> read() {
        List<byte[]> all = new ArrayList<>();
        try (TopicLog log = TopicLog.open(bootstrap, TOPIC)) {
            log.read(log.snapshot(Map.of()), record -> all.add(record.value().toByteArray()));
        }
        return all;
    }

    /** The promotion in {@code bytes}; empty unless {@code key}'s owner signed it. */
    public static Optional<RouterPromotion> signed(PublicKey key, byte[] bytes) {
        try {
            SignedPromotion signed = SignedPromotion.parseFrom(bytes);
            return PromotionKeys.isSigned(
                            key,
                            signed.getPromotion().toByteArray(),
                            signed.getSignature().toByteArray())
                    ? Optional.of(RouterPromotion.parseFrom(signed.getPromotion()))
                    : Optional.empty();
        } catch (InvalidProtocolBufferException _) {
            // Whoever may write the topic may write anything; only signatures count.
            return Optional.empty();
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
