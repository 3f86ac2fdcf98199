package dev.strata.service.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.seal.tls.LabAuthority;
import io.grpc.InsecureChannelCredentials;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeshTlsTest {
    private static final List<String> HERE = List.of("127.0.0.1");

    @TempDir private Path folder;

    private record Settings(
            Optional<Path> certificate, Optional<Path> key, Optional<Path> authority)
            implements MeshTlsSettings {
        @Override
        public Duration reload() {
            return Duration.ofSeconds(10);
        }
    }

    @Test
    void credentials_nothingSet_areNone() {
        MeshTls tls =
                new MeshTls(new Settings(Optional.empty(), Optional.empty(), Optional.empty()));

        assertTrue(tls.identity().isEmpty());
        assertInstanceOf(InsecureChannelCredentials.class, tls.credentials());
    }

    @Test
    void read_keyMissing_saysWhatToSet() {
        var settings =
                new Settings(
                        Optional.of(folder.resolve("a.crt")),
                        Optional.empty(),
                        Optional.of(folder.resolve("ca.crt")));

        var failure = assertThrows(IllegalArgumentException.class, () -> new MeshTls(settings));

        assertEquals(
                "strata.mesh-tls is not whole: expected certificate, key and authority, or none, got 2 of them; set the others",
                failure.getMessage());
    }

    /** While one authority follows the other, certificates of both are about. */
    @Test
    void authority_twoInOneFile_certificatesOfBothAreAccepted() throws Exception {
        LabAuthority old = LabAuthority.create(folder.resolve("old"));
        LabAuthority next = LabAuthority.create(folder.resolve("next"));
        LabAuthority.Identity ofOld = old.issue("tier", HERE);
        LabAuthority.Identity ofNext = next.issue("tier", HERE);
        Path both =
                Files.writeString(
                        folder.resolve("authorities.crt"),
                        Files.readString(old.certificate()) + Files.readString(next.certificate()));

        meet(context(ofOld, both), context(ofNext, both));
        meet(context(ofNext, both), context(ofOld, both));
        assertThrows(
                SSLHandshakeException.class,
                () -> meet(context(ofNext, next.certificate()), context(ofOld, both)));
    }

    /** A client and a server that each want the other's certificate. */
    private static void meet(SSLContext client, SSLContext server) throws Exception {
        InetAddress here = InetAddress.getLoopbackAddress();
        try (SSLServerSocket door =
                (SSLServerSocket) server.getServerSocketFactory().createServerSocket(0, 1, here)) {
            door.setNeedClientAuth(true);
            FutureTask<Integer> answer =
                    new FutureTask<>(() -> {
                        try (Socket visitor = door.accept()) {
                            visitor.getOutputStream().write(visitor.getInputStream().read());
                        }
                        return 0;
                    });
            Thread.ofVirtual().start(answer);
            try (Socket socket =
                    client.getSocketFactory().createSocket("127.0.0.1", door.getLocalPort())) {
                socket.setSoTimeout(20_000);
                socket.getOutputStream().write(1);
                assertEquals(1, socket.getInputStream().read());
            }
            answer.get(20, TimeUnit.SECONDS);
        }
    }

    private static SSLContext context(LabAuthority.Identity own, Path authority) throws Exception {
        Identity identity =
                new MeshTls(
                                new Settings(
                                        Optional.of(own.certificate()),
                                        Optional.of(own.key()),
                                        Optional.of(authority)))
                        .identity()
                        .orElseThrow();
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                new KeyManager[] {identity.keys()},
                new TrustManager[] {identity.authority().orElseThrow()},
                null);
        return context;
    }

    @Test
    void read_filesThatAreNoPem_namesThem() throws Exception {
        Path file = Files.writeString(folder.resolve("a.crt"), "nonsense");
        var settings = new Settings(Optional.of(file), Optional.of(file), Optional.of(file));

        var failure = assertThrows(IllegalArgumentException.class, () -> new MeshTls(settings));

        assertTrue(
                failure.getMessage()
                        .startsWith(
                                "strata.mesh-tls cannot be used: expected readable PEM in '"
                                        + file),
                failure.getMessage());
    }
}
