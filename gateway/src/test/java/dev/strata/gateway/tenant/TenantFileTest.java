package dev.strata.gateway.tenant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.gateway.error.ErrorReason;
import dev.strata.gateway.error.GatewayException;
import dev.strata.seal.apikey.ApiKey;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TenantFileTest {
    private static final String TWO =
            """
            version: 1
            tenants:
              - id: acme
                keys: [{sha256: %s}]
                tiers: [v1, v3]
                adapters: [legal]
                private_only: true
                limits: {requests_per_minute: 60, priority: high}
              - id: globex
                keys: [{sha256: %s}]
            """
                    .formatted(ApiKey.hash("key-a"), ApiKey.hash("key-b"));

    private static String problems(String text) {
        return assertThrows(IllegalArgumentException.class, () -> TenantFile.read("t.yaml", text))
                .getMessage();
    }

    @Test
    void authenticate_knownKey_findsItsTenant() {
        TenantBook book = TenantFile.read("t.yaml", TWO);

        Tenant acme = book.authenticate("Bearer key-a", Instant.EPOCH);

        assertEquals("acme", acme.id());
        assertTrue(acme.rules().privateOnly());
        assertFalse(acme.rules().allows("v2"));
        assertTrue(acme.rules().allowsAdapter("legal"));
        assertFalse(acme.rules().scopedTo(Set.of("v1")).allowsAdapter("medical"));
        assertEquals(60, acme.limits().requestsPerMinute());
        assertEquals(Tenant.Priority.HIGH, acme.limits().priority());
        Tenant globex = book.authenticate("bearer key-b", Instant.EPOCH);
        assertEquals("globex", globex.id());
        assertTrue(globex.rules().allowsAdapter("medical"));
    }

    @Test
    void read_unknownPriority_isNamed() {
        String text = "version: 1\ntenants: [{id: a, limits: {priority: urgent}}]";

        assertTrue(
                problems(text)
                        .contains(
                                "tenants[0].limits.priority: expected low, normal or high, got 'urgent'"));
    }

    @Test
    void authenticate_unknownOrMissingKey_isUnauthenticated() {
        TenantBook book = TenantFile.read("t.yaml", TWO);

        for (String header : new String[] {"", "Bearer nope", "Basic eDp5", "Bearer "}) {
            GatewayException refused =
                    assertThrows(
                            GatewayException.class, () -> book.authenticate(header, Instant.EPOCH));
            assertEquals(ErrorReason.UNAUTHENTICATED, refused.failure().reason());
        }
    }

    @Test
    void bundled_withoutKey_isDemo() {
        TenantBook book = TenantFile.bundled();

        assertEquals("demo", book.authenticate("", Instant.EPOCH).id());
        assertEquals("demo", book.authenticate("Bearer strata-demo", Instant.EPOCH).id());
        assertThrows(
                GatewayException.class, () -> book.authenticate("Bearer other", Instant.EPOCH));
        assertTrue(book.authenticate("", Instant.EPOCH).consent().contains(Tenant.Purpose.TRAIN));
    }

    @Test
    void read_everythingWrong_namesAllOfIt() {
        String message =
                problems(
                        """
                        version: 2
                        tenants:
                          - id: Bad Id
                            keys: [{sha256: my-secret-key}]
                            consent: [sell]
                            limits: {requests_per_minute: -1}
                          - id: Bad Id
                        """);

        assertTrue(message.contains("version"), message);
        assertTrue(message.contains("tenants[0].id"), message);
        assertTrue(message.contains("tenants[0].keys[0].sha256"), message);
        assertTrue(message.contains("tenants[0].consent"), message);
        assertTrue(message.contains("tenants[0].limits"), message);
        assertTrue(message.contains("tenants[1].id"), message);
        assertFalse(message.contains("my-secret-key"), message);
    }

    @Test
    void read_unknownField_isNamed() {
        String message = problems("version: 1\ntenants: [{id: a, tires: [v1]}]\n");

        assertTrue(message.contains("tires"), message);
    }

    @Test
    void read_emptyOrNoYaml_isRefused() {
        assertTrue(problems("version: 1\n").contains("tenants"));
        assertTrue(problems("{").contains("t.yaml"));
    }

    @Test
    void read_twoOpenTenants_isRefused() {
        assertTrue(
                problems("version: 1\ntenants: [{id: a, open: true}, {id: b, open: true}]\n")
                        .contains("tenants[1].open"));
    }
}
