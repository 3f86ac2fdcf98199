package dev.strata.gateway.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import dev.strata.gateway.capture.spool.Kind;
import dev.strata.gateway.capture.spool.SpoolRecord;
import dev.strata.proto.event.v1.ErasureEvent;
import dev.strata.proto.event.v1.TrafficEvent;
import io.cloudevents.CloudEvent;
import io.cloudevents.kafka.CloudEventDeserializer;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class EventRecordsTest {
    private static final TrafficEvent TRAFFIC =
            Events.open("e-1").toBuilder()
                    .setTenant("tenänt")
                    .setConversationId("c")
                    .setStarted(Timestamp.newBuilder().setSeconds(10))
                    .setTraceId("0af7651916cd43dd8448eb211c80319c")
                    .setRootSpanId("b7ad6b7169203331")
                    .build();

    @Test
    void of_traffic_isWhatCloudEventsOwnReaderReads() throws Exception {
        EventRecords record = of(Kind.TRAFFIC, TRAFFIC.toByteString());

        CloudEvent event = read(record, TRAFFIC.toByteArray());
        assertEquals("tenänt:c", record.key());
        assertEquals("e-1", event.getId());
        assertEquals("/strata/gateway", event.getSource().toString());
        assertEquals("dev.strata.traffic.v1", event.getType());
        assertEquals("application/protobuf", event.getDataContentType());
        assertEquals("urn:protobuf:strata.event.v1.TrafficEvent", event.getDataSchema().toString());
        assertEquals(OffsetDateTime.parse("1970-01-01T00:00:10Z"), event.getTime());
        assertEquals(TRAFFIC, TrafficEvent.parseFrom(event.getData().toBytes()));
        assertEquals(
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                new String(record.headers().getLast().value(), StandardCharsets.UTF_8));
    }

    @Test
    void of_finishedTraffic_hasTheTimeOfItsEnd() throws Exception {
        TrafficEvent finished =
                TRAFFIC.toBuilder()
                        .setFinished(Timestamp.newBuilder().setSeconds(11).setNanos(5_000_000))
                        .clearTraceId()
                        .clearRootSpanId()
                        .build();

        EventRecords record = of(Kind.TRAFFIC, finished.toByteString());

        assertEquals(
                OffsetDateTime.parse("1970-01-01T00:00:11.005Z"),
                read(record, new byte[0]).getTime());
        assertEquals(
                0, record.headers().stream().filter(h -> h.key().equals("traceparent")).count());
    }

    @Test
    void of_erasure_isAddressedBySubject() throws Exception {
        ErasureEvent erasure =
                ErasureEvent.newBuilder()
                        .setEventId("x")
                        .setTenant("t")
                        .setSubjectPseudonym("p")
                        .build();

        EventRecords record = of(Kind.ERASURE, erasure.toByteString());

        assertEquals("t:p", record.key());
        assertEquals("dev.strata.erasure.v1", read(record, new byte[0]).getType());
    }

    @Test
    void of_noEvent_throws() {
        ByteString torn = TRAFFIC.toByteString().substring(0, TRAFFIC.getSerializedSize() - 1);

        assertThrows(InvalidProtocolBufferException.class, () -> of(Kind.TRAFFIC, torn));
        assertThrows(
                InvalidProtocolBufferException.class,
                () -> of(Kind.FEEDBACK, ByteString.copyFromUtf8("\u0007poison")));
    }

    private static EventRecords of(Kind kind, ByteString bytes)
            throws InvalidProtocolBufferException {
        return EventRecords.of(new SpoolRecord(0, 0, kind, bytes));
    }

    private static CloudEvent read(EventRecords record, byte[] value) {
        try (CloudEventDeserializer reader = new CloudEventDeserializer()) {
            return reader.deserialize("topic", new RecordHeaders(record.headers()), value);
        }
    }
}
