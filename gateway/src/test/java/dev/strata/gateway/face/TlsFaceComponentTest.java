package dev.strata.gateway.face;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.strata.seal.tls.LabAuthority;
import io.grpc.InsecureChannelCredentials;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.value.registry.ValueRegistry.RuntimeKey;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.Test;

/** Clients over TLS, on both faces, and a certificate that is replaced while serving. */
@QuarkusTest
@TestProfile(TlsFaceProfile.class)
class TlsFaceComponentTest extends TlsFaceTest {
    @Test
    void http_overTls_isServedAndInTheClearIsNot() throws Exception {
        assertEquals(200, models("https").statusCode());
        assertThrows(IOException.class, () -> models("http"));
    }

    /** Without a password it is refused, which only one who was understood can be. */
    @Test
    void operatorsPort_overTls_isServedAndInTheClearIsNot() throws Exception {
        int port = ports.get(RuntimeKey.intKey("strata.console.port"));

        assertEquals(401, get("https", port, "/console").statusCode());
        assertEquals(401, get("https", port, "/admin/v1/keys").statusCode());
        assertThrows(IOException.class, () -> get("http", port, "/console"));
    }

    @Test
    void grpc_overTls_isServedAndInTheClearIsNot() throws Exception {
        assertFalse(0 == tiers(trusting().build()));
        var refused =
                assertThrows(
                        StatusRuntimeException.class,
                        () -> tiers(InsecureChannelCredentials.create()));
        assertEquals(Status.Code.UNAVAILABLE, refused.getStatus().getCode());
    }

    @Test
    void certificate_replaced_isShownToTheNextConnection() throws Exception {
        BigInteger before = serial();

        LabAuthority.Identity renewed = ours().issue("gateway", TlsFaceProfile.HERE);

        BigInteger wanted = number(renewed);
        FaceTest.await("the new certificate", () -> serial().equals(wanted));
        assertFalse(wanted.equals(before));
        assertFalse(0 == tiers(trusting().build()));
    }

    @Test
    void certificate_withAnothersKeyBesideIt_isNotTaken() throws Exception {
        LabAuthority.Identity served = ours().issue("gateway", TlsFaceProfile.HERE);
        LabAuthority.Identity other = ours().issue("other", TlsFaceProfile.HERE);
        BigInteger renewed = number(served);
        FaceTest.await("the renewed certificate", () -> serial().equals(renewed));

        Files.copy(other.certificate(), served.certificate(), StandardCopyOption.REPLACE_EXISTING);

        // Longer than several looks at the files.
        for (int i = 0; i < 20; i++) {
            assertEquals(renewed, serial());
        }
        Files.copy(other.key(), served.key(), StandardCopyOption.REPLACE_EXISTING);
        BigInteger wanted = number(other);
        FaceTest.await("the other pair", () -> serial().equals(wanted));
    }

    private static BigInteger number(LabAuthority.Identity identity) throws Exception {
        try (InputStream in = Files.newInputStream(identity.certificate())) {
            return ((X509Certificate)
                            CertificateFactory.getInstance("X.509").generateCertificate(in))
                    .getSerialNumber();
        }
    }

    private BigInteger serial() {
        try {
            X509Certificate shown =
                    (X509Certificate)
                            models("https").sslSession().orElseThrow().getPeerCertificates()[0];
            return shown.getSerialNumber();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
