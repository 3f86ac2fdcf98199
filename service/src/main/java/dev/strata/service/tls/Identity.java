package dev.strata.service.tls;

import io.grpc.netty.GrpcSslContexts;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;
import org.jboss.logging.Logger;

/**
 * A certificate with its key, and whose certificates are accepted. The files are looked at again at
 * an interval: a new certificate or authority holds for the next connection, without a restart, and
 * a file that is not valid leaves the last good one in force. Thread-safe.
 */
public final class Identity {
    private static final Logger LOG = Logger.getLogger(Identity.class);

    private final AdvancedTlsX509KeyManager keys = new AdvancedTlsX509KeyManager();
    private final Optional<AdvancedTlsX509TrustManager> authority;
    private String refused = "";

    private Identity(PemFiles files) throws IOException, GeneralSecurityException {
        authority =
                files.authority().isPresent()
                        ? Optional.of(AdvancedTlsX509TrustManager.newBuilder().build())
                        : Optional.empty();
        take(files);
    }

    /**
     * Reads the files of {@code settings}, which have a certificate and a key, now and at their
     * interval.
     *
     * @param property that begins their names, for messages
     * @throws IllegalArgumentException where one is missing or not valid
     */
    static Identity of(String property, TlsFiles settings) {
        PemFiles files =
                new PemFiles(
                        settings.certificate().orElseThrow(),
                        settings.key().orElseThrow(),
                        settings.authority());
        long every = settings.reload().toMillis();
        AtomicReference<String> seen = new AtomicReference<>(files.texts());
        Identity identity;
        try {
            identity = new Identity(files);
            warnWhereUntimely(property, files);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw new IllegalArgumentException(
                    "%s cannot be used: expected readable PEM in %s, got %s; correct the files"
                            .formatted(property, files, e.getMessage()),
                    e);
        }
        var _ =
                Executors.newSingleThreadScheduledExecutor(
                                Thread.ofPlatform().daemon().name("certificates").factory())
                        .scheduleWithFixedDelay(
                                () -> identity.look(files, seen),
                                every,
                                every,
                                TimeUnit.MILLISECONDS);
        return identity;
    }

    /** The certificate and its key. */
    public X509KeyManager keys() {
        return keys;
    }

    /** Whose certificates are accepted; empty where none is wanted. */
    public Optional<X509TrustManager> authority() {
        return authority.map(manager -> manager);
    }

    /** What a gRPC server is made with; callers need a certificate where an authority is set. */
    public SslContext serving() {
        SslContextBuilder builder = SslContextBuilder.forServer(keys);
        authority.ifPresent(
                accepted -> builder.trustManager(accepted).clientAuth(ClientAuth.REQUIRE));
        try {
            return GrpcSslContexts.configure(builder).build();
        } catch (SSLException e) {
            throw new UncheckedIOException("TLS cannot be set up with these certificates", e);
        }
    }

    /** At the start there is no better one: others refuse it, and the log has the reason. */
    private static void warnWhereUntimely(String property, PemFiles files)
            throws IOException, GeneralSecurityException {
        files.untimely()
                .ifPresent(why ->
                        LOG.errorf(
                                "%s is not in its time: expected a certificate that is valid at %s in '%s', got %s; renew it or set the clock, it is read again while the service runs",
                                property, Instant.now(), files.certificate(), why));
    }

    /** Says once of each content that it is not; it is looked at again until it is. */
    private boolean isTimely(PemFiles files, String texts)
            throws IOException, GeneralSecurityException {
        Optional<String> why = files.untimely();
        if (why.isPresent() && !refused.equals(texts)) {
            refused = texts;
            LOG.errorf(
                    "certificates changed and the new one is not in its time; the last good ones stay in force: expected one that is valid at %s in %s, got %s",
                    Instant.now(), files, why.get());
        }
        return why.isEmpty();
    }

    private void look(PemFiles files, AtomicReference<String> seen) {
        try {
            String now = files.texts();
            if (now.equals(seen.get())) {
                return;
            }
            if (!isTimely(files, now)) {
                return;
            }
            seen.set(now);
            take(files);
            LOG.infof("certificates were read again: %s", files);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            LOG.errorf(
                    "certificates changed and are not valid; the last good ones stay in force: expected readable PEM in %s, got %s",
                    files, e.getMessage());
        }
    }

    private void take(PemFiles files) throws IOException, GeneralSecurityException {
        PemFiles.Pair pair = files.pair();
        keys.updateIdentityCredentials(pair.chain().toArray(X509Certificate[]::new), pair.key());
        if (authority.isPresent()) {
            authority.get().updateTrustCredentials(files.authority().orElseThrow().toFile());
        }
    }
}
