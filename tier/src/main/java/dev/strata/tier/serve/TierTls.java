package dev.strata.tier.serve;

import dev.strata.service.tls.MeshTls;
import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.quarkus.grpc.api.ServerBuilderCustomizer;
import io.quarkus.grpc.runtime.config.GrpcServerConfiguration;
import io.vertx.grpc.VertxServerBuilder;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import javax.net.ssl.SSLException;

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
        tls.identity().ifPresent(own -> builder.nettyBuilder().sslContext(context(own)));
    }

    private static SslContext context(MeshTls.Identity own) {
        try {
            return GrpcSslContexts.configure(
                            SslContextBuilder.forServer(own.keys())
                                    .trustManager(own.authority())
                                    .clientAuth(ClientAuth.REQUIRE))
                    .build();
        } catch (SSLException e) {
            throw new UncheckedIOException("TLS cannot be set up with these certificates", e);
        }
    }
}
