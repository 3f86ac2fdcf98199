package dev.strata.gateway.tenant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.gateway.error.GatewayException;
import dev.strata.seal.apikey.KeyRing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TenantsTest {
    private static final String FILE =
            """
            version: 1
            tenants:
              - id: acme
                tiers: [v1, v2]
                limits: {tokens_per_day: 9, cost_per_month: 1.5}
            """;

    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.parse("2026-11-22T07:00:00Z"));
    private Path file;
    private Path keys;
    private Tenants tenants;

    @BeforeEach
    void write(@TempDir Path folder) throws Exception {
        file = folder.resolve("tenants.yaml");
        keys = folder.resolve("keys");
        Files.writeString(file, FILE);
        tenants = Tenants.of(Optional.of(file), Optional.of(keys), now::get);
    }

    private KeyRing.Made make(String tenant, String... tiers) {
        KeyRing.Made made =
                KeyRing.read(keys)
                        .create(
                                tenant,
                                Set.of(tiers),
                                Optional.empty(),
                                new SecureRandom(),
                                now.get());
        made.ring().write(keys);
        tenants.look();
        return made;
    }

    private Tenant authenticate(KeyRing.Made made) {
        return tenants.authenticate("Bearer " + made.secret());
    }

    @Test
    void authenticate_keyMadeWhileRunning_isKnownAfterTheNextLook() {
        Tenant tenant = authenticate(make("acme"));

        assertEquals("acme", tenant.id());
        assertEquals(9, tenant.limits().tokensPerDay());
        assertEquals(1.5, tenant.limits().costPerMonth());
    }

    @Test
    void authenticate_scopedKey_mayUseItsTiersOnly() {
        Tenant tenant = authenticate(make("acme", "v1", "v3"));

        assertTrue(tenant.rules().allows("v1"));
        assertFalse(tenant.rules().allows("v2"));
        assertFalse(tenant.rules().allows("v3"), "a scope never widens");
    }

    @Test
    void authenticate_revokedKey_isRefusedByItsName() {
        KeyRing.Made made = make("acme");
        made.ring().with(made.key().id(), key -> key.endingAt(now.get())).write(keys);
        tenants.look();

        GatewayException refused = assertThrows(GatewayException.class, () -> authenticate(made));

        assertTrue(refused.failure().message().contains(made.key().id()));
        assertFalse(refused.failure().message().contains(made.secret()));
    }

    @Test
    void authenticate_rotatedKey_worksUntilItsGraceEnds() {
        KeyRing.Made made = make("acme");
        made.ring()
                .with(made.key().id(), key -> key.endingAt(now.get().plusSeconds(60)))
                .write(keys);
        tenants.look();

        assertEquals("acme", authenticate(made).id());
        now.set(now.get().plusSeconds(60));
        assertThrows(GatewayException.class, () -> authenticate(made));
    }

    @Test
    void reload_invalidFile_leavesTheLastGoodInForce() throws Exception {
        KeyRing.Made made = make("acme");
        Files.writeString(file, "version: 1\ntenants: [{id: BAD ID}]\n");
        tenants.look();

        assertEquals("acme", authenticate(made).id());
        Files.writeString(file, FILE.replace("tokens_per_day: 9", "tokens_per_day: 10"));
        tenants.look();
        assertEquals(10, authenticate(made).limits().tokensPerDay());
    }

    @Test
    void look_keyRevokedWhileTheTenantsAreInvalid_isRefused() throws Exception {
        KeyRing.Made made = make("acme");
        Files.writeString(file, "version: 1\ntenants: [{id: BAD ID}]\n");
        made.ring().with(made.key().id(), key -> key.endingAt(now.get())).write(keys);
        tenants.look();

        assertThrows(GatewayException.class, () -> authenticate(made));
        assertTrue(tenants.problem().isPresent());
        assertEquals("acme", authenticate(make("acme")).id());
    }

    @Test
    void reload_keyOfAnUnknownTenant_hindersNoOtherKey() {
        KeyRing.Made good = make("acme");
        KeyRing.Made bad = make("nobody");
        KeyRing.Made later = make("acme");

        assertEquals("acme", authenticate(good).id());
        assertEquals("acme", authenticate(later).id());
        assertThrows(GatewayException.class, () -> authenticate(bad));
    }
}
