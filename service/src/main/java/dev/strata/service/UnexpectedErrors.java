package dev.strata.service;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCall.Listener;
import io.grpc.Status.Code;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.quarkus.grpc.ExceptionHandler;
import io.quarkus.grpc.ExceptionHandlerProvider;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/**
 * Answers INTERNAL where a service throws what it did not mean to throw: the log has the whole, the
 * caller no word of it.
 */
@ApplicationScoped
public class UnexpectedErrors implements ExceptionHandlerProvider {
    private static final Logger LOG = Logger.getLogger(UnexpectedErrors.class);

    @Override
    public <Q, R> ExceptionHandler<Q, R> createHandler(
            Listener<Q> listener, ServerCall<Q, R> call, Metadata headers) {
        return new Handler<>(listener, call, headers);
    }

    @Override
    public Throwable transform(Throwable thrown) {
        return known(thrown, "a service");
    }

    private static StatusRuntimeException known(Throwable thrown, String method) {
        return switch (thrown) {
            case StatusRuntimeException meant -> meant;
            case StatusException meant ->
                    new StatusRuntimeException(meant.getStatus(), meant.getTrailers());
            default -> {
                LOG.errorf(thrown, "method '%s' failed", method);
                yield GrpcError.of(
                                Code.INTERNAL,
                                "INTERNAL",
                                "method '%s' failed: a defect of the service, its log says more; try again or report it"
                                        .formatted(method))
                        .toException();
            }
        };
    }

    private static final class Handler<Q, R> extends ExceptionHandler<Q, R> {
        Handler(Listener<Q> listener, ServerCall<Q, R> call, Metadata headers) {
            super(listener, call, headers);
        }

        @Override
        protected void handleException(Throwable thrown, ServerCall<Q, R> call, Metadata headers) {
            StatusRuntimeException error =
                    known(thrown, call.getMethodDescriptor().getFullMethodName());
            Metadata trailers = error.getTrailers();
            call.close(error.getStatus(), trailers == null ? new Metadata() : trailers);
        }
    }
}
