package dev.strata.tier.serve;

import dev.strata.service.tls.MeshTls;
import io.quarkus.grpc.api.ServerBuilderCustomizer;
import io.quarkus.grpc.runtime.config.GrpcServerConfiguration;
import io.vertx.grpc.VertxServerBuilder;
import jakarta.inject.Singleton;

/** Serves tiers over TLS to those alone who have a certificate, where the mesh has an authority. */
@Singleton
class TierTls implements ServerBuilderCustomizer<VertxServerBuilder> {
    private final MeshTls tls;

    TierTls(MeshTls tls) {
        this.tls = tls;
    }

    /** Below Vert.x, whose options Quarkus sets again after this, to none. */
    @Override
    public void customize(GrpcServerConfiguration configuration, VertxServerBuilder builder) {
        tls.identity().ifPresent(own -> builder.nettyBuilder().sslContext(own.serving()));
    }
}
