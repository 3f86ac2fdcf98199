package dev.strata.gateway.capture;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import com.google.protobuf.WireFormat;
import dev.strata.gateway.capture.spool.Kind;
import dev.strata.gateway.capture.spool.SpoolRecord;
import dev.strata.proto.event.v1.ConsentEvent;
import dev.strata.proto.event.v1.ErasureEvent;
import dev.strata.proto.event.v1.FeedbackEvent;
import dev.strata.proto.event.v1.TrafficEvent;
import dev.strata.service.trace.Traceparent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * A spooled record as Kafka gets it: a CloudEvent in binary mode, whose value is the event's bare
 * protobuf.
 *
 * @param key tenant and conversation, so that a conversation keeps its order; tenant and subject
 *     for what subjects demand
 * @param headers the CloudEvent's attributes, and {@code traceparent} of the request's span where
 *     it was traced
 */
record EventRecords(String key, List<Header> headers) {
    /** The type of an event of traffic. */
    static final String TRAFFIC_TYPE = "dev.strata.traffic.v1";

    private static final Header VERSION = header("ce_specversion", "1.0");
    private static final Header SOURCE = header("ce_source", "/strata/gateway");
    private static final Header CONTENT = header("content-type", "application/protobuf");

    private static final Fields TRAFFIC =
            new Fields(
                    header("ce_type", TRAFFIC_TYPE),
                    header("ce_dataschema", "urn:protobuf:strata.event.v1.TrafficEvent"),
                    TrafficEvent.EVENT_ID_FIELD_NUMBER,
                    TrafficEvent.TENANT_FIELD_NUMBER,
                    TrafficEvent.CONVERSATION_ID_FIELD_NUMBER,
                    TrafficEvent.FINISHED_FIELD_NUMBER);
    private static final Fields FEEDBACK =
            new Fields(
                    header("ce_type", "dev.strata.feedback.v1"),
                    header("ce_dataschema", "urn:protobuf:strata.event.v1.FeedbackEvent"),
                    FeedbackEvent.EVENT_ID_FIELD_NUMBER,
                    FeedbackEvent.TENANT_FIELD_NUMBER,
                    FeedbackEvent.CONVERSATION_ID_FIELD_NUMBER,
                    FeedbackEvent.AT_FIELD_NUMBER);
    private static final Fields CONSENT =
            new Fields(
                    header("ce_type", "dev.strata.consent.v1"),
                    header("ce_dataschema", "urn:protobuf:strata.event.v1.ConsentEvent"),
                    ConsentEvent.EVENT_ID_FIELD_NUMBER,
                    ConsentEvent.TENANT_FIELD_NUMBER,
                    ConsentEvent.SUBJECT_PSEUDONYM_FIELD_NUMBER,
                    ConsentEvent.AT_FIELD_NUMBER);
    private static final Fields ERASURE =
            new Fields(
                    header("ce_type", "dev.strata.erasure.v1"),
                    header("ce_dataschema", "urn:protobuf:strata.event.v1.ErasureEvent"),
                    ErasureEvent.EVENT_ID_FIELD_NUMBER,
                    ErasureEvent.TENANT_FIELD_NUMBER,
                    ErasureEvent.SUBJECT_PSEUDONYM_FIELD_NUMBER,
                    ErasureEvent.AT_FIELD_NUMBER);

    /** What events of one kind are called, and the numbers of the fields that address one. */
    private record Fields(Header type, Header schema, int id, int tenant, int about, int at) {
        static Fields of(Kind kind) {
            return switch (kind) {
                case TRAFFIC -> EventRecords.TRAFFIC;
                case FEEDBACK -> EventRecords.FEEDBACK;
                case CONSENT -> EventRecords.CONSENT;
                case ERASURE -> EventRecords.ERASURE;
            };
        }
    }

    /**
     * Reads {@code event} just far enough to address it: the texts in it are stepped over.
     *
     * @throws InvalidProtocolBufferException where it is no event of its kind
     */
    static EventRecords of(SpoolRecord event) throws InvalidProtocolBufferException {
        Address address = new Address(event.kind(), Fields.of(event.kind()));
        address.read(event.bytes());
        return address.record();
    }

    private static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
    }

    /** What was read of one event. */
    private static final class Address {
        private final Kind kind;
        private final Fields fields;
        private String id = "";
        private String tenant = "";
        private String about = "";
        private String traceId = "";
        private String spanId = "";
        private ByteString at = ByteString.EMPTY;
        private ByteString started = ByteString.EMPTY;

        Address(Kind kind, Fields fields) {
            this.kind = kind;
            this.fields = fields;
        }

        void read(ByteString event) throws InvalidProtocolBufferException {
            try {
                CodedInputStream in = event.newCodedInput();
                for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                    if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED
                            || !take(WireFormat.getTagFieldNumber(tag), in)) {
                        in.skipField(tag);
                    }
                }
            } catch (InvalidProtocolBufferException e) {
                throw e;
            } catch (IOException e) {
                throw new InvalidProtocolBufferException(e);
            }
        }

        /** Takes the field's value where it addresses the event. */
        private boolean take(int field, CodedInputStream in) throws IOException {
            if (field == fields.id()) {
                id = in.readStringRequireUtf8();
            } else if (field == fields.tenant()) {
                tenant = in.readStringRequireUtf8();
            } else if (field == fields.about()) {
                about = in.readStringRequireUtf8();
            } else if (field == fields.at()) {
                at = in.readBytes();
            } else {
                return kind == Kind.TRAFFIC && takeOfTraffic(field, in);
            }
            return true;
        }

        private boolean takeOfTraffic(int field, CodedInputStream in) throws IOException {
            switch (field) {
                case TrafficEvent.TRACE_ID_FIELD_NUMBER -> traceId = in.readStringRequireUtf8();
                case TrafficEvent.ROOT_SPAN_ID_FIELD_NUMBER -> spanId = in.readStringRequireUtf8();
                case TrafficEvent.STARTED_FIELD_NUMBER -> started = in.readBytes();
                default -> {
                    return false;
                }
            }
            return true;
        }

        EventRecords record() throws InvalidProtocolBufferException {
            Timestamp time = Timestamp.parseFrom(at.isEmpty() ? started : at);
            Instant instant = Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
            Header named = header("ce_id", id);
            Header timed = header("ce_time", instant.toString());
            String parent = Traceparent.of(traceId, spanId, true);
            List<Header> headers =
                    parent.isEmpty()
                            ? List.of(
                                    VERSION,
                                    named,
                                    SOURCE,
                                    fields.type(),
                                    CONTENT,
                                    fields.schema(),
                                    timed)
                            : List.of(
                                    VERSION,
                                    named,
                                    SOURCE,
                                    fields.type(),
                                    CONTENT,
                                    fields.schema(),
                                    timed,
                                    header(Traceparent.NAME, parent));
            return new EventRecords(tenant + ":" + about, headers);
        }
    }
}
