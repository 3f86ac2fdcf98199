package dev.strata.gateway.grpc;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.quarkus.grpc.GlobalInterceptor;
import jakarta.enterprise.context.ApplicationScoped;

/** Gives each call its {@link CallFacts} and sends what the service put into them. */
@ApplicationScoped
@GlobalInterceptor
public class CallInterceptor implements ServerInterceptor {
    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        CallFacts facts = CallFacts.of(headers);
        ServerCall<Q, R> answering =
                new SimpleForwardingServerCall<>(call) {
                    @Override
                    public void sendHeaders(Metadata sent) {
                        sent.merge(facts.headers());
                        super.sendHeaders(sent);
                    }

                    @Override
                    public void close(Status status, Metadata trailers) {
                        trailers.merge(facts.trailers());
                        super.close(status, trailers);
                    }
                };
        return Contexts.interceptCall(
                Context.current().withValue(CallFacts.KEY, facts), answering, headers, next);
    }
}
