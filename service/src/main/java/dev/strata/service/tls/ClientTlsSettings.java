package dev.strata.service.tls;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The certificate that clients of this service see, on both of its ports; without one they speak in
 * the clear.
 */
@ConfigMapping(prefix = "strata.client-tls")
public interface ClientTlsSettings {
    /** PEM file of the certificate, with those between it and its authority. */
    Optional<Path> certificate();

    /** PEM file of its private key, PKCS #8. */
    Optional<Path> key();

    /** PEM file of the authorities one of which clients need a certificate of; none: any client. */
    Optional<Path> authority();

    /** Time between two looks at the files; connections made after a change have the new ones. */
    @WithDefault("10s")
    Duration reload();
}
