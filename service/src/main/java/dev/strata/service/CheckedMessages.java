package dev.strata.service;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.BindableService;
import io.grpc.Drainable;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.KnownLength;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.ServerCall;
import io.grpc.ServerCall.Listener;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptors;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * Answers a request that is no valid protobuf with INVALID_ARGUMENT.
 *
 * <p>grpc-java parses a request before any interceptor sees it, and answers UNKNOWN, with a stack
 * trace in the log, where that fails. Here the request passes the interceptors as bytes and is
 * parsed behind them.
 */
public final class CheckedMessages {
    private CheckedMessages() {}

    /** The definition that a {@code @GrpcService} bean returns from {@code bindService()}. */
    public static ServerServiceDefinition of(BindableService service) {
        ServerServiceDefinition raw =
                ServerInterceptors.useMarshalledMessages(service.bindService(), new Bytes());
        ServerServiceDefinition.Builder checked =
                ServerServiceDefinition.builder(raw.getServiceDescriptor());
        raw.getMethods().forEach(method -> checked.addMethod(checked(method)));
        return checked.build();
    }

    private static <Q, R> ServerMethodDefinition<Q, R> checked(
            ServerMethodDefinition<Q, R> method) {
        ServerCallHandler<Q, R> parsing = method.getServerCallHandler();
        return method.withServerCallHandler((call, headers) -> {
            Closable<Q, R> closable = new Closable<>(call);
            return new RefusingListener<>(closable, parsing.startCall(closable, headers));
        });
    }

    /** Lets an answer through as it is, and a request as its bytes. */
    private static final class Bytes implements Marshaller<InputStream> {
        @Override
        public InputStream stream(InputStream value) {
            return value;
        }

        @Override
        public InputStream parse(InputStream stream) {
            if (stream instanceof Drainable) {
                return stream; // an answer of our own, serialized later, by the transport
            }
            try {
                return new Body(stream.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A request's bytes; the parser takes them at once where it knows how many they are. */
    private static final class Body extends ByteArrayInputStream implements KnownLength {
        Body(byte[] bytes) {
            super(bytes);
        }
    }

    /** A call that may be closed twice; the first close counts. */
    private static final class Closable<Q, R> extends SimpleForwardingServerCall<Q, R> {
        private boolean closed;

        Closable(ServerCall<Q, R> call) {
            super(call);
        }

        @Override
        public void close(Status status, Metadata trailers) {
            if (!closed) {
                closed = true;
                super.close(status, trailers);
            }
        }
    }

    private static final class RefusingListener<Q, R>
            extends SimpleForwardingServerCallListener<Q> {
        private final ServerCall<Q, R> call;
        private boolean refused;

        RefusingListener(ServerCall<Q, R> call, Listener<Q> next) {
            super(next);
            this.call = call;
        }

        @Override
        public void onMessage(Q message) {
            try {
                super.onMessage(message);
            } catch (StatusRuntimeException e) {
                if (!(e.getCause() instanceof InvalidProtocolBufferException broken)) {
                    throw e;
                }
                refused = true;
                StatusRuntimeException error = malformed(broken);
                Metadata trailers = error.getTrailers();
                call.close(error.getStatus(), trailers == null ? new Metadata() : trailers);
            }
        }

        @Override
        public void onHalfClose() {
            if (!refused) {
                super.onHalfClose();
            }
        }

        private StatusRuntimeException malformed(InvalidProtocolBufferException broken) {
            return GrpcError.of(
                            Code.INVALID_ARGUMENT,
                            "MALFORMED_MESSAGE",
                            "request of '%s' cannot be read: expected its protobuf message, got bytes that are none (%s); send what its .proto describes, strings in UTF-8"
                                    .formatted(
                                            call.getMethodDescriptor().getFullMethodName(),
                                            broken.getMessage()))
                    .toException();
        }
    }
}
