package dev.strata.service.tls;

import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The files of one end of TLS, as settings name them. */
public interface TlsFiles {
    /** PEM file of this service's certificate, with those between it and its authority. */
    Optional<Path> certificate();

    /** PEM file of its private key, PKCS #8. */
    Optional<Path> key();

    /** PEM file of the authorities whose certificates are accepted. */
    Optional<Path> authority();

    /** Time between two looks at the files; connections made after a change have the new ones. */
    @WithDefault("10s")
    Duration reload();
}
