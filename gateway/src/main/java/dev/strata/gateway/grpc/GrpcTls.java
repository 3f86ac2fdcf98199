package dev.strata.gateway.grpc;

import dev.strata.service.tls.ClientTls;
import io.quarkus.grpc.api.ServerBuilderCustomizer;
import io.quarkus.grpc.runtime.config.GrpcServerConfiguration;
import io.vertx.grpc.VertxServerBuilder;
import jakarta.inject.Singleton;

/** Serves gRPC over TLS where clients are to see a certificate. */
@Singleton
class GrpcTls implements ServerBuilderCustomizer<VertxServerBuilder> {
    private final ClientTls tls;

    GrpcTls(ClientTls tls) {
        this.tls = tls;
    }

    /** Below Vert.x, whose options Quarkus sets again after this, to none. */
    @Override
    public void customize(GrpcServerConfiguration configuration, VertxServerBuilder builder) {
        tls.identity().ifPresent(own -> builder.nettyBuilder().sslContext(own.serving()));
    }
}
