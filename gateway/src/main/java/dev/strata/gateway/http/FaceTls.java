package dev.strata.gateway.http;

import dev.strata.service.tls.ClientTls;
import dev.strata.service.tls.Identity;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import jakarta.inject.Singleton;

/** Serves HTTP over TLS where clients are to see a certificate. */
@Singleton
class FaceTls implements HttpServerOptionsCustomizer {
    private final ClientTls tls;

    FaceTls(ClientTls tls) {
        this.tls = tls;
    }

    /** On the port that is plain otherwise: there is never a second way in. */
    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        tls.identity().ifPresent(own -> secure(options, own));
    }

    private static void secure(HttpServerOptions options, Identity own) {
        options.setSsl(true).setUseAlpn(true).setKeyCertOptions(KeyCertOptions.wrap(own.keys()));
        own.authority()
                .ifPresent(accepted ->
                        options.setTrustOptions(TrustOptions.wrap(accepted))
                                .setClientAuth(ClientAuth.REQUIRED));
    }
}
