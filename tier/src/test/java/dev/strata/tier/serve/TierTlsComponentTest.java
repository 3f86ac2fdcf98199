package dev.strata.tier.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.proto.tier.v1.DescribeRequest;
import dev.strata.proto.tier.v1.TierGrpc;
import dev.strata.seal.tls.LabAuthority;
import dev.strata.seal.tls.LabAuthority.Identity;
import io.grpc.ChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.NettyChannelBuilder;
import io.quarkus.grpc.runtime.GrpcServer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.File;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;

/** Gateway to tier over TLS: who is let in, and a certificate that is replaced while serving. */
@QuarkusTest
@TestProfile(TlsProfile.class)
class TierTlsComponentTest {
    private static final LabAuthority OTHERS =
            LabAuthority.create(TlsProfile.FOLDER.resolveSibling("other-tls"));

    @Inject GrpcServer grpc;

    @Test
    void describe_certificateOfTheAuthority_isAnswered() throws Exception {
        assertEquals(2, describe(credentials(ours().issue("gateway", TlsProfile.HERE))));
    }

    @Test
    void describe_noCertificateAnotherAuthoritysOrAnExpiredOne_isRefusedAndTheNextServed()
            throws Exception {
        ChannelCredentials none = TlsChannelCredentials.newBuilder().trustManager(root()).build();
        ChannelCredentials others = credentials(OTHERS.issue("gateway", TlsProfile.HERE));
        ChannelCredentials expired = credentials(ours().issueExpired("late", TlsProfile.HERE));

        for (ChannelCredentials bad : new ChannelCredentials[] {none, others, expired}) {
            var refused = assertThrows(StatusRuntimeException.class, () -> describe(bad));
            assertEquals(Status.Code.UNAVAILABLE, refused.getStatus().getCode());
        }

        assertEquals(2, describe(credentials(ours().issue("gateway", TlsProfile.HERE))));
    }

    @Test
    void describe_serverOfAnotherAuthority_isNotSpokenTo() throws Exception {
        ChannelCredentials trustingOthers =
                TlsChannelCredentials.newBuilder()
                        .trustManager(OTHERS.certificate().toFile())
                        .build();

        var refused = assertThrows(StatusRuntimeException.class, () -> describe(trustingOthers));

        assertTrue(
                String.valueOf(refused.getCause().getCause()).contains("PKIX"),
                () -> String.valueOf(refused.getCause()));
    }

    /** A renewal that this clock has not come to, or that is over, harms nothing. */
    @Test
    void certificate_replacedByAnUntimelyOne_leavesTheGoodOneInForce() throws Exception {
        BigInteger before = serial();

        for (int look = 0; look < 2; look++) {
            var _ =
                    look == 0
                            ? ours().issueEarly("tier", TlsProfile.HERE)
                            : ours().issueExpired("tier", TlsProfile.HERE);
            LockSupport.parkNanos(TlsProfile.SEVERAL_LOOKS.toNanos());
            assertEquals(before, serial());
            assertEquals(2, describe(credentials(ours().issue("gateway", TlsProfile.HERE))));
        }
    }

    @Test
    void certificate_replaced_holdsForTheNextConnectionWithoutARestart() throws Exception {
        BigInteger before = serial();

        var _ = ours().issue("tier", TlsProfile.HERE);

        Instant end = Instant.now().plus(Duration.ofSeconds(10));
        while (serial().equals(before) && Instant.now().isBefore(end)) {
            LockSupport.parkNanos(20_000_000);
        }
        assertNotEquals(before, serial());
        assertEquals(2, describe(credentials(ours().issue("gateway", TlsProfile.HERE))));
    }

    private static LabAuthority ours() {
        return LabAuthority.in(TlsProfile.FOLDER);
    }

    private static File root() {
        return ours().certificate().toFile();
    }

    private static ChannelCredentials credentials(Identity identity) throws IOException {
        return TlsChannelCredentials.newBuilder()
                .keyManager(file(identity.certificate()), file(identity.key()))
                .trustManager(root())
                .build();
    }

    private static File file(Path path) {
        return path.toFile();
    }

    private int describe(ChannelCredentials credentials) {
        ManagedChannel channel =
                NettyChannelBuilder.forTarget("127.0.0.1:" + grpc.getPort(), credentials).build();
        try {
            return TierGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(20, TimeUnit.SECONDS)
                    .describe(DescribeRequest.getDefaultInstance())
                    .getModelsCount();
        } finally {
            channel.shutdownNow();
        }
    }

    /** Of the certificate that the server shows; nobody is let in this way. */
    private BigInteger serial() throws Exception {
        AtomicReference<BigInteger> shown = new AtomicReference<>(BigInteger.ZERO);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Looking(shown)}, null);
        try (SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", grpc.getPort())) {
            socket.startHandshake();
        } catch (IOException _) {
            // It wants a certificate, which is its right.
        }
        return shown.get();
    }

    private record Looking(AtomicReference<BigInteger> shown) implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            shown.set(chain[0].getSerialNumber());
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
