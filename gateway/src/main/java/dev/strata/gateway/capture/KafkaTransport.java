package dev.strata.gateway.capture;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.strata.gateway.capture.spool.SpoolRecord;
import dev.strata.service.trace.Traceparent;
import io.cloudevents.CloudEvent;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/**
 * Kafka through SmallRye's channels, one for each kind of event. The channels' own threads wait for
 * Kafka's metadata and buffers; the shipper bounds how many events are under way.
 */
@ApplicationScoped
class KafkaTransport implements EventTransport {
    private final Emitter<CloudEvent> traffic;
    private final Emitter<CloudEvent> feedback;
    private final Emitter<CloudEvent> consent;
    private final Emitter<CloudEvent> erasure;

    KafkaTransport(
            @Channel("traffic") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
                    Emitter<CloudEvent> traffic,
            @Channel("feedback") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
                    Emitter<CloudEvent> feedback,
            @Channel("consent") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
                    Emitter<CloudEvent> consent,
            @Channel("erasure") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
                    Emitter<CloudEvent> erasure) {
        this.traffic = traffic;
        this.feedback = feedback;
        this.consent = consent;
        this.erasure = erasure;
    }

    @Override
    public void send(SpoolRecord event, Consumer<Delivery> settled) {
        EventRecords outgoing;
        try {
            outgoing = EventRecords.of(event);
        } catch (InvalidProtocolBufferException e) {
            settled.accept(new Delivery.Impossible(e));
            return;
        }
        Message<CloudEvent> message =
                Message.of(
                        outgoing.event(),
                        Metadata.of(
                                OutgoingKafkaRecordMetadata.<String>builder()
                                        .withKey(outgoing.key())
                                        .withHeaders(headers(outgoing))
                                        .build()),
                        () -> {
                            settled.accept(new Delivery.Acknowledged());
                            return CompletableFuture.completedFuture(null);
                        },
                        failure -> {
                            settled.accept(delivery(failure));
                            return CompletableFuture.completedFuture(null);
                        });
        switch (event.kind()) {
            case TRAFFIC -> traffic.send(message);
            case FEEDBACK -> feedback.send(message);
            case CONSENT -> consent.send(message);
            case ERASURE -> erasure.send(message);
        }
    }

    private static RecordHeaders headers(EventRecords outgoing) {
        RecordHeaders headers = new RecordHeaders();
        if (!outgoing.traceparent().isEmpty()) {
            headers.add(
                    Traceparent.NAME, outgoing.traceparent().getBytes(StandardCharsets.US_ASCII));
        }
        return headers;
    }

    /** Whether {@code failure}, or what it was made from, can pass when it is tried again. */
    static Delivery delivery(Throwable failure) {
        return isFinal(failure, new HashSet<>())
                ? new Delivery.Impossible(failure)
                : new Delivery.Refused(failure);
    }

    private static boolean isFinal(Throwable failure, Set<Throwable> seen) {
        if (!seen.add(failure)) {
            return false;
        }
        if (failure instanceof RecordTooLargeException
                || failure instanceof RecordBatchTooLargeException
                || failure instanceof SerializationException
                || failure instanceof InvalidTopicException) {
            return true;
        }
        for (Throwable suppressed : failure.getSuppressed()) {
            if (isFinal(suppressed, seen)) {
                return true;
            }
        }
        Throwable cause = failure.getCause();
        return cause != null && isFinal(cause, seen);
    }
}
