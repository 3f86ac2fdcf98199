package dev.strata.service.tls;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.TlsChannelCredentials;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.stream.Stream;

/** Both ends of TLS between gateway and tiers, each with a certificate. Thread-safe. */
@Singleton
public class MeshTls {
    private final Optional<Identity> identity;

    /**
     * Reads the files for the first time.
     *
     * @throws IllegalArgumentException naming what is missing or not valid
     */
    public MeshTls(MeshTlsSettings settings) {
        long given =
                Stream.of(settings.certificate(), settings.key(), settings.authority())
                        .filter(Optional::isPresent)
                        .count();
        if (given % 3 != 0) {
            throw new IllegalArgumentException(
                    "strata.mesh-tls is not whole: expected certificate, key and authority, or none, got %d of them; set the others"
                            .formatted(given));
        }
        identity = settings.certificate().map(_ -> Identity.of("strata.mesh-tls", settings));
    }

    /** Empty where services speak in the clear. */
    public Optional<Identity> identity() {
        return identity;
    }

    /** What a channel to another service of the mesh is made with. */
    public ChannelCredentials credentials() {
        return identity.<ChannelCredentials>map(own ->
                        TlsChannelCredentials.newBuilder()
                                .keyManager(own.keys())
                                .trustManager(own.authority().orElseThrow())
                                .build())
                .orElseGet(InsecureChannelCredentials::create);
    }
}
