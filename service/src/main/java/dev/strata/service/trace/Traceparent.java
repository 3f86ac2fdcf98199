package dev.strata.service.trace;

import io.grpc.Metadata;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The W3C {@code traceparent} header: which span a call belongs to. */
public final class Traceparent {
    /** Its name over HTTP, gRPC and Kafka. */
    public static final String NAME = "traceparent";

    /** Its name over gRPC. */
    public static final Metadata.Key<String> METADATA =
            Metadata.Key.of(NAME, Metadata.ASCII_STRING_MARSHALLER);

    private static final Pattern FORMAT =
            Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

    private Traceparent() {}

    /** The header that makes calls children of {@code span}; empty where nothing is traced. */
    public static String of(Span span) {
        SpanContext context = span.getSpanContext();
        return context.isValid()
                ? of(context.getTraceId(), context.getSpanId(), context.isSampled())
                : "";
    }

    /** The header of a span known by its ids, in lower-case hex; empty where one is empty. */
    public static String of(String traceId, String spanId, boolean sampled) {
        return traceId.isEmpty() || spanId.isEmpty()
                ? ""
                : "00-" + traceId + "-" + spanId + (sampled ? "-01" : "-00");
    }

    /** The parent that {@code header} names; the root where it is empty or names none. */
    public static Context parent(String header) {
        if (header.isEmpty()) {
            return Context.root();
        }
        Matcher parts = FORMAT.matcher(header);
        if (!parts.matches()) {
            return Context.root();
        }
        SpanContext remote =
                SpanContext.createFromRemoteParent(
                        parts.group(1),
                        parts.group(2),
                        TraceFlags.fromHex(parts.group(3), 0),
                        TraceState.getDefault());
        return remote.isValid() ? Context.root().with(Span.wrap(remote)) : Context.root();
    }
}
