package dev.strata.feed;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.strata.feed.topic.TopicRecord;
import dev.strata.proto.event.v1.ConsentEvent;
import dev.strata.proto.event.v1.ErasureEvent;
import dev.strata.proto.event.v1.ErasureReport;
import dev.strata.proto.event.v1.FeedbackEvent;
import dev.strata.proto.event.v1.SignedPromotion;
import dev.strata.proto.event.v1.TrafficEvent;
import java.util.Optional;

/** A topic, and what a record of it must be. */
enum EventTopic {
    TRAFFIC("traffic.v1", "dev.strata.traffic.v1", "TrafficEvent") {
        @Override
        String id(ByteString value) throws InvalidProtocolBufferException {
            return TrafficEvent.parseFrom(value).getEventId();
        }
    },
    FEEDBACK("feedback.v1", "dev.strata.feedback.v1", "FeedbackEvent") {
        @Override
        String id(ByteString value) throws InvalidProtocolBufferException {
            return FeedbackEvent.parseFrom(value).getEventId();
        }
    },
    CONSENT("consent.v1", "dev.strata.consent.v1", "ConsentEvent") {
        @Override
        String id(ByteString value) throws InvalidProtocolBufferException {
            return ConsentEvent.parseFrom(value).getEventId();
        }
    },
    ERASURE("erasure.v1", "dev.strata.erasure.v1", "ErasureEvent") {
        @Override
        String id(ByteString value) throws InvalidProtocolBufferException {
            return ErasureEvent.parseFrom(value).getEventId();
        }
    },
    REPORTS("erasure-reports.v1", "", "ErasureReport") {
        @Override
        String id(ByteString value) throws InvalidProtocolBufferException {
            return ErasureReport.parseFrom(value).getErasureId();
        }
    },
    PROMOTIONS("model.promotions", "", "SignedPromotion") {
        @Override
        String id(ByteString value) throws InvalidProtocolBufferException {
            return SignedPromotion.parseFrom(value).getPromotion().isEmpty() ? "" : "signed";
        }
    };

    private final String topic;
    private final String type;
    private final String message;

    EventTopic(String topic, String type, String message) {
        this.topic = topic;
        this.type = type;
        this.message = message;
    }

    /** Its name. */
    String topic() {
        return topic;
    }

    /** What tells one record's event from another's. */
    abstract String id(ByteString value) throws InvalidProtocolBufferException;

    /** Why {@code record} is none; empty where it is one, or a tombstone. */
    Optional<String> fault(TopicRecord record) {
        if (this != TRAFFIC && record.value().isEmpty()) {
            return Optional.empty();
        }
        if (!type.isEmpty() && !record.type().equals(Optional.of(type))) {
            return Optional.of(
                    "expected ce_type %s, got %s".formatted(type, record.type().orElse("none")));
        }
        try {
            return id(record.value()).isEmpty()
                    ? Optional.of("expected an id in its %s, got none".formatted(message))
                    : Optional.empty();
        } catch (InvalidProtocolBufferException _) {
            return Optional.of("expected a %s, got other bytes".formatted(message));
        }
    }
}
