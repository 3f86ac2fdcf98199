package dev.strata.service;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.BadRequest.FieldViolation;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Metadata;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An error as it goes over gRPC: a status with {@code google.rpc.ErrorInfo} under the domain {@code
 * strata.dev} and, where they help, {@code RetryInfo} and {@code BadRequest}.
 *
 * @param code the status
 * @param reason UPPER_SNAKE_CASE, for programs; empty where the sender gave none
 * @param message for people: what is wrong and what to do
 * @param metadata further facts for programs
 * @param retryAfter when to try again
 * @param fields each wrong field's path and what is wrong with it
 */
public record GrpcError(
        Code code,
        String reason,
        String message,
        Map<String, String> metadata,
        Optional<Duration> retryAfter,
        Map<String, String> fields) {
    /** The domain of every reason. */
    public static final String DOMAIN = "strata.dev";

    public GrpcError {
        metadata = Map.copyOf(metadata);
        fields = Map.copyOf(fields);
    }

    /** An error without metadata, retry hint or wrong fields. */
    public static GrpcError of(Code code, String reason, String message) {
        return new GrpcError(code, reason, message, Map.of(), Optional.empty(), Map.of());
    }

    /** INVALID_ARGUMENT, naming the field that is wrong. */
    public static GrpcError invalid(String field, String reason, String message) {
        return new GrpcError(
                Code.INVALID_ARGUMENT,
                reason,
                message,
                Map.of(),
                Optional.empty(),
                Map.of(field, message));
    }

    /** The same error with a hint when to try again. */
    public GrpcError withRetryAfter(Duration delay) {
        return new GrpcError(code, reason, message, metadata, Optional.of(delay), fields);
    }

    /** The same error with {@code facts} as its metadata. */
    public GrpcError withMetadata(Map<String, String> facts) {
        return new GrpcError(code, reason, message, facts, retryAfter, fields);
    }

    /** What to hand to {@code StreamObserver.onError}, details in its trailers. */
    public StatusRuntimeException toException() {
        com.google.rpc.Status.Builder status =
                com.google.rpc.Status.newBuilder().setCode(code.value()).setMessage(message);
        status.addDetails(
                Any.pack(
                        ErrorInfo.newBuilder()
                                .setReason(reason)
                                .setDomain(DOMAIN)
                                .putAllMetadata(metadata)
                                .build()));
        retryAfter.ifPresent(delay -> status.addDetails(Any.pack(retryInfo(delay))));
        if (!fields.isEmpty()) {
            status.addDetails(Any.pack(badRequest(fields)));
        }
        return StatusProto.toStatusRuntimeException(status.build());
    }

    /** Reads an error that came over gRPC; an error of any other kind is UNKNOWN. */
    public static GrpcError from(Throwable thrown) {
        io.grpc.Status status = io.grpc.Status.fromThrowable(thrown);
        List<Any> details = details(thrown);
        Optional<ErrorInfo> info =
                unpack(details, ErrorInfo.class)
                        .filter(found -> found.getDomain().equals(DOMAIN))
                        .findFirst();
        return new GrpcError(
                status.getCode(),
                info.map(ErrorInfo::getReason).orElse(""),
                Optional.ofNullable(status.getDescription()).orElse(""),
                info.map(ErrorInfo::getMetadataMap).orElse(Map.of()),
                unpack(details, RetryInfo.class)
                        .map(RetryInfo::getRetryDelay)
                        .map(delay -> Duration.ofSeconds(delay.getSeconds(), delay.getNanos()))
                        .findFirst(),
                unpack(details, BadRequest.class)
                        .flatMap(bad -> bad.getFieldViolationsList().stream())
                        .collect(
                                Collectors.toMap(
                                        FieldViolation::getField,
                                        FieldViolation::getDescription,
                                        (first, _) -> first)));
    }

    private static List<Any> details(Throwable thrown) {
        Metadata trailers = io.grpc.Status.trailersFromThrowable(thrown);
        if (trailers == null) {
            return List.of();
        }
        com.google.rpc.Status status = StatusProto.fromThrowable(thrown);
        return status == null ? List.of() : status.getDetailsList();
    }

    private static <T extends Message> Stream<T> unpack(List<Any> details, Class<T> type) {
        return details.stream()
                .filter(detail -> detail.is(type))
                .flatMap(detail -> {
                    try {
                        return Stream.of(detail.unpack(type));
                    } catch (InvalidProtocolBufferException _) {
                        return Stream.empty();
                    }
                });
    }

    private static RetryInfo retryInfo(Duration delay) {
        return RetryInfo.newBuilder()
                .setRetryDelay(
                        com.google.protobuf.Duration.newBuilder()
                                .setSeconds(delay.getSeconds())
                                .setNanos(delay.getNano()))
                .build();
    }

    private static BadRequest badRequest(Map<String, String> fields) {
        BadRequest.Builder bad = BadRequest.newBuilder();
        fields.forEach((field, wrong) ->
                bad.addFieldViolations(
                        FieldViolation.newBuilder().setField(field).setDescription(wrong)));
        return bad.build();
    }
}
