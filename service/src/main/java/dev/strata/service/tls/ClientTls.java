package dev.strata.service.tls;

import jakarta.inject.Singleton;
import java.util.Optional;

/** TLS for the clients of a service. Thread-safe. */
@Singleton
public class ClientTls {
    private final Optional<Identity> identity;

    /**
     * Reads the files for the first time.
     *
     * @throws IllegalArgumentException naming what is missing or not valid
     */
    public ClientTls(ClientTlsSettings settings) {
        if (settings.certificate().isPresent() != settings.key().isPresent()
                || settings.authority().isPresent() && settings.key().isEmpty()) {
            throw new IllegalArgumentException(
                    "strata.client-tls is not whole: expected certificate and key, or neither, got one of them or an authority alone; set the other");
        }
        identity = settings.certificate().map(_ -> Identity.of("strata.client-tls", settings));
    }

    /** Empty where clients speak in the clear. */
    public Optional<Identity> identity() {
        return identity;
    }
}
