package dev.strata.gateway.capture;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import dev.strata.gateway.capture.spool.SpoolRecord;
import dev.strata.proto.event.v1.ConsentEvent;
import dev.strata.proto.event.v1.ErasureEvent;
import dev.strata.proto.event.v1.FeedbackEvent;
import dev.strata.proto.event.v1.TrafficEvent;
import dev.strata.service.trace.Traceparent;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;

/**
 * A spooled record as Kafka gets it: key and CloudEvent.
 *
 * @param key tenant and conversation, so that a conversation keeps its order; tenant and subject
 *     for what subjects demand
 * @param traceparent of the request's span; empty where it was not traced
 */
record EventRecords(String key, String traceparent, CloudEvent event) {
    private static final URI SOURCE = URI.create("/strata/gateway");

    /**
     * Reads {@code event} just far enough to address it.
     *
     * @throws InvalidProtocolBufferException where it is no event of its kind
     */
    static EventRecords of(SpoolRecord event) throws InvalidProtocolBufferException {
        return switch (event.kind()) {
            case TRAFFIC -> {
                TrafficEvent traffic = TrafficEvent.parseFrom(event.bytes());
                yield new EventRecords(
                        traffic.getTenant() + ":" + traffic.getConversationId(),
                        Traceparent.of(traffic.getTraceId(), traffic.getRootSpanId(), true),
                        cloudEvent(
                                event,
                                traffic.getEventId(),
                                "dev.strata.traffic.v1",
                                "strata.event.v1.TrafficEvent",
                                traffic.hasFinished()
                                        ? traffic.getFinished()
                                        : traffic.getStarted()));
            }
            case FEEDBACK -> {
                FeedbackEvent feedback = FeedbackEvent.parseFrom(event.bytes());
                yield new EventRecords(
                        feedback.getTenant() + ":" + feedback.getConversationId(),
                        "",
                        cloudEvent(
                                event,
                                feedback.getEventId(),
                                "dev.strata.feedback.v1",
                                "strata.event.v1.FeedbackEvent",
                                feedback.getAt()));
            }
            case CONSENT -> {
                ConsentEvent consent = ConsentEvent.parseFrom(event.bytes());
                yield new EventRecords(
                        consent.getTenant() + ":" + consent.getSubjectPseudonym(),
                        "",
                        cloudEvent(
                                event,
                                consent.getEventId(),
                                "dev.strata.consent.v1",
                                "strata.event.v1.ConsentEvent",
                                consent.getAt()));
            }
            case ERASURE -> {
                ErasureEvent erasure = ErasureEvent.parseFrom(event.bytes());
                yield new EventRecords(
                        erasure.getTenant() + ":" + erasure.getSubjectPseudonym(),
                        "",
                        cloudEvent(
                                event,
                                erasure.getEventId(),
                                "dev.strata.erasure.v1",
                                "strata.event.v1.ErasureEvent",
                                erasure.getAt()));
            }
        };
    }

    private static CloudEvent cloudEvent(
            SpoolRecord event, String id, String type, String schema, Timestamp at) {
        return CloudEventBuilder.v1()
                .withId(id)
                .withSource(SOURCE)
                .withType(type)
                .withTime(
                        Instant.ofEpochSecond(at.getSeconds(), at.getNanos())
                                .atOffset(ZoneOffset.UTC))
                .withData(
                        "application/protobuf",
                        URI.create("urn:protobuf:" + schema),
                        event.bytes().toByteArray())
                .build();
    }
}
