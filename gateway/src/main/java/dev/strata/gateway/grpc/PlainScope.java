package dev.strata.gateway.grpc;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.quarkus.grpc.runtime.supports.context.GrpcRequestContextGrpcInterceptor;
import jakarta.inject.Singleton;

/**
 * In place of the interceptor that Quarkus asks for by its class: nothing of a call lives in CDI's
 * request scope. See docs/adr/0331.
 */
@Singleton
class PlainScope extends GrpcRequestContextGrpcInterceptor {
    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        return next.startCall(call, headers);
    }
}
