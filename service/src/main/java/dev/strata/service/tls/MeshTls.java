package dev.strata.service.tls;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.TlsChannelCredentials;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;
import org.jboss.logging.Logger;

/**
 * Both ends of TLS between gateway and tiers, each with a certificate. The files are looked at
 * again at an interval: a new certificate or authority holds for the next connection, without a
 * restart, and a file that is not valid leaves the last good one in force. Thread-safe.
 */
@Singleton
public class MeshTls {
    private static final Logger LOG = Logger.getLogger(MeshTls.class);

    private final Optional<Identity> identity;

    /**
     * @param keys this service's certificate and key
     * @param authority whose certificates are accepted
     */
    public record Identity(X509KeyManager keys, X509TrustManager authority) {}

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
        identity = settings.certificate().map(certificate -> read(certificate, settings));
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
                                .trustManager(own.authority())
                                .build())
                .orElseGet(InsecureChannelCredentials::create);
    }

    private static Identity read(Path certificate, MeshTlsSettings settings) {
        Pem files =
                new Pem(
                        certificate,
                        settings.key().orElseThrow(),
                        settings.authority().orElseThrow());
        AdvancedTlsX509KeyManager keys = new AdvancedTlsX509KeyManager();
        AdvancedTlsX509TrustManager authority;
        String first = files.texts();
        try {
            authority = AdvancedTlsX509TrustManager.newBuilder().build();
            files.into(keys, authority);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw new IllegalArgumentException(
                    "strata.mesh-tls cannot be used: expected readable PEM in %s, got %s; correct the files"
                            .formatted(files, e.getMessage()),
                    e);
        }
        AtomicReference<String> seen = new AtomicReference<>(first);
        ScheduledExecutorService looking =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("mesh-tls").factory());
        long every = settings.reload().toMillis();
        var _ =
                looking.scheduleWithFixedDelay(
                        () -> look(files, seen, keys, authority),
                        every,
                        every,
                        TimeUnit.MILLISECONDS);
        return new Identity(keys, authority);
    }

    private static void look(
            Pem files,
            AtomicReference<String> seen,
            AdvancedTlsX509KeyManager keys,
            AdvancedTlsX509TrustManager authority) {
        try {
            String now = files.texts();
            if (now.equals(seen.get())) {
                return;
            }
            seen.set(now);
            files.into(keys, authority);
            LOG.infof("certificates were read again: %s", files);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            LOG.errorf(
                    "certificates changed and are not valid; the last good ones stay in force: expected readable PEM in %s, got %s",
                    files, e.getMessage());
        }
    }

    /** The three files; mounted ones change by a link, so that no time of change tells. */
    private record Pem(Path certificate, Path key, Path authority) {
        String texts() {
            return text(certificate) + "\0" + text(key) + "\0" + text(authority);
        }

        private static String text(Path file) {
            try {
                return Files.readString(file);
            } catch (IOException e) {
                return "unreadable: " + e.getMessage();
            }
        }

        void into(AdvancedTlsX509KeyManager keys, AdvancedTlsX509TrustManager trusted)
                throws IOException, GeneralSecurityException {
            keys.updateIdentityCredentials(certificate.toFile(), key.toFile());
            trusted.updateTrustCredentials(authority.toFile());
        }

        @Override
        public String toString() {
            return "'%s', '%s' and '%s'".formatted(certificate, key, authority);
        }
    }
}
