package dev.strata.gateway.face;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.seal.tls.LabAuthority;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Clients that need a certificate, on both faces. */
@QuarkusTest
@TestProfile(MutualTlsFaceComponentTest.Profile.class)
class MutualTlsFaceComponentTest extends TlsFaceTest {
    /** Both faces over TLS, for those who have a certificate. */
    public static class Profile extends TlsFaceProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> all = new HashMap<>(super.getConfigOverrides());
            all.put("strata.client-tls.authority", ours().certificate().toString());
            return all;
        }
    }

    @Test
    void http_withoutACertificate_isRefusedAndWithOneServed() throws Exception {
        AdvancedTlsX509KeyManager keys = new AdvancedTlsX509KeyManager();
        LabAuthority.Identity client = client();
        keys.updateIdentityCredentials(client.certificate().toFile(), client.key().toFile());

        assertThrows(IOException.class, () -> models("https"));
        assertEquals(200, models("https", keys).statusCode());
    }

    @Test
    void grpc_withoutACertificate_isRefusedAndWithOneServed() throws Exception {
        LabAuthority.Identity client = client();
        var credentials =
                trusting().keyManager(client.certificate().toFile(), client.key().toFile()).build();
        var none = trusting().build();

        var refused = assertThrows(StatusRuntimeException.class, () -> tiers(none));
        assertEquals(Status.Code.UNAVAILABLE, refused.getStatus().getCode());
        assertTrue(tiers(credentials) > 0);
    }

    private static LabAuthority.Identity client() {
        return ours().issue("client", TlsFaceProfile.HERE);
    }
}
