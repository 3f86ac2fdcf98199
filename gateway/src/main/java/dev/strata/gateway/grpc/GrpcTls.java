package dev.strata.gateway.grpc;

import dev.strata.service.tls.ClientTls;
import io.quarkus.grpc.api.ServerBuilderCustomizer;
import io.quarkus.grpc.runtime.config.GrpcServerConfiguration;
import jakarta.inject.Singleton;

/** Serves gRPC over TLS where clients are to see a certificate. */
@Singleton
class GrpcTls implements ServerBuilderCustomizer<LoopServerBuilder> {
    private final ClientTls tls;

    GrpcTls(ClientTls tls) {
        this.tls = tls;
    }

    @Override
    public void customize(GrpcServerConfiguration configuration, LoopServerBuilder builder) {
        tls.identity().ifPresent(own -> builder.netty().sslContext(own.serving()));
    }
}
