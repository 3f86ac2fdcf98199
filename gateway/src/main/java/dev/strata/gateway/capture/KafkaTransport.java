package dev.strata.gateway.capture;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.strata.gateway.capture.spool.Kind;
import dev.strata.gateway.capture.spool.SpoolRecord;
import io.smallrye.mutiny.Multi;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.function.ObjIntConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.reactive.messaging.Outgoing;

/**
 * Kafka through SmallRye's channels, one for each kind of event, named like it. Events go to the
 * channel's own producer, many in one turn of its sending thread: as messages of the channel each
 * would cross threads twice, alone (ADR 340). The sending threads wait for Kafka's metadata and
 * buffers; the shipper bounds how many events are under way.
 */
@ApplicationScoped
class KafkaTransport implements EventTransport {
    private final KafkaClientService clients;
    private final Map<Kind, String> topics = new EnumMap<>(Kind.class);

    KafkaTransport(KafkaClientService clients, Config config) {
        this.clients = clients;
        for (Kind kind : Kind.values()) {
            String topic = "mp.messaging.outgoing.%s.topic".formatted(channel(kind));
            topics.put(kind, config.getValue(topic, String.class));
        }
    }

    // A channel that nothing feeds has no producer.

    @Outgoing("traffic")
    Multi<byte[]> traffic() {
        return Multi.createFrom().nothing();
    }

    @Outgoing("feedback")
    Multi<byte[]> feedback() {
        return Multi.createFrom().nothing();
    }

    @Outgoing("consent")
    Multi<byte[]> consent() {
        return Multi.createFrom().nothing();
    }

    @Outgoing("erasure")
    Multi<byte[]> erasure() {
        return Multi.createFrom().nothing();
    }

    private static String channel(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void send(List<SpoolRecord> events, ObjIntConsumer<Delivery> settled) {
        Map<Kind, List<Addressed>> byKind = new EnumMap<>(Kind.class);
        for (int i = 0; i < events.size(); i++) {
            SpoolRecord event = events.get(i);
            try {
                byKind.computeIfAbsent(event.kind(), _ -> new ArrayList<>())
                        .add(new Addressed(i, record(event)));
            } catch (InvalidProtocolBufferException | RuntimeException e) {
                // What has no address never gets one; those beside it go on.
                settled.accept(new Delivery.Impossible(e), i);
            }
        }
        byKind.forEach((kind, records) -> send(kind, records, settled));
    }

    /** The record of the event at an index of what is sent. */
    private record Addressed(int index, ProducerRecord<String, byte[]> record) {}

    private ProducerRecord<String, byte[]> record(SpoolRecord event)
            throws InvalidProtocolBufferException {
        EventRecords outgoing = EventRecords.of(event);
        return new ProducerRecord<>(
                topics.get(event.kind()),
                null,
                outgoing.key(),
                event.bytes().toByteArray(),
                outgoing.headers());
    }

    private void send(Kind kind, List<Addressed> records, ObjIntConsumer<Delivery> settled) {
        clients.<String, byte[]>getProducer(channel(kind))
                .runOnSendingThread(producer -> {
                    sendAll(producer, records, settled);
                })
                .subscribe()
                .with(_ -> {}, failure -> refuse(records, delivery(failure), settled));
    }

    private static void sendAll(
            Producer<String, byte[]> producer,
            List<Addressed> records,
            ObjIntConsumer<Delivery> settled) {
        for (int i = 0; i < records.size(); i++) {
            Addressed one = records.get(i);
            Future<RecordMetadata> sent =
                    producer.send(
                            one.record(),
                            (_, failure) ->
                                    settled.accept(
                                            failure == null
                                                    ? new Delivery.Acknowledged()
                                                    : delivery(failure),
                                            one.index()));
            if (sent.state() == Future.State.FAILED
                    && sent.exceptionNow() instanceof TimeoutException late) {
                // Kafka's metadata or buffers did not come in max.block.ms; each of the others
                // would wait as long.
                refuse(records.subList(i, records.size()), new Delivery.Refused(late), settled);
                return;
            }
        }
    }

    private static void refuse(
            List<Addressed> records, Delivery delivery, ObjIntConsumer<Delivery> settled) {
        records.forEach(one -> settled.accept(delivery, one.index()));
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
