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
public class FaceTls implements HttpServerOptionsCustomizer {
    private final ClientTls tls;

    FaceTls(ClientTls tls) {
        this.tls = tls;
    }

    /** On the port that is plain otherwise: there is never a second way in. */
    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        tls.identity().ifPresent(own -> secure(options, own));
    }

    /**
     * On a port of the operators', who show a password in a certificate's place.
     *
     * @return true where it speaks TLS now
     */
    public boolean certify(HttpServerOptions options) {
        tls.identity().ifPresent(own -> certify(options, own));
        return tls.identity().isPresent();
    }

    private static void certify(HttpServerOptions options, Identity own) {
        options.setSsl(true).setUseAlpn(true).setKeyCertOptions(KeyCertOptions.wrap(own.keys()));
    }

    private static void secure(HttpServerOptions options, Identity own) {
        certify(options, own);
        own.authority()
                .ifPresent(accepted ->
                        options.setTrustOptions(TrustOptions.wrap(accepted))
                                .setClientAuth(ClientAuth.REQUIRED));
    }
}
