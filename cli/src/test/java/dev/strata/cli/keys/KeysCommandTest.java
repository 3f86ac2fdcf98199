package dev.strata.cli.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.seal.apikey.ApiKey;
import dev.strata.seal.apikey.KeyRing;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class KeysCommandTest {
    @TempDir private Path folder;
    private final StringWriter said = new StringWriter();

    private int keys(String... arguments) {
        CommandLine line = new CommandLine(new KeysCommand());
        line.setOut(new PrintWriter(said, true));
        line.setErr(new PrintWriter(said, true));
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--file", file().toString()));
        if (Set.of("create", "scope").contains(arguments[0])) {
            all.addAll(List.of("--tenants", tenants().toString()));
        }
        return line.execute(all.toArray(String[]::new));
    }

    private Path tenants() {
        try {
            return Files.writeString(
                    folder.resolve("tenants.yaml"),
                    """
                    version: 1
                    tenants:
                      - id: acme
                        consent: [serve]
                      - id: small
                        tiers: [v1]
                    """);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file() {
        return folder.resolve("api-keys");
    }

    private List<ApiKey> kept() {
        return KeyRing.read(file()).keys();
    }

    private String secret() {
        return said.toString()
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("sk-strata-"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void create_tenant_showsTheKeyOnceAndKeepsItsHash() throws Exception {
        assertEquals(0, keys("create", "--tenant", "acme", "--tiers", "v1,v2", "--days", "30"));

        ApiKey key = kept().getFirst();
        assertEquals("acme", key.tenant());
        assertEquals(Set.of("v1", "v2"), key.tiers());
        assertEquals(ApiKey.hash(secret()), key.sha256());
        assertFalse(Files.readString(file()).contains(secret()));
        assertEquals(0, keys("list"));
        assertEquals(1, said.toString().split("sk-strata-", -1).length - 1);
    }

    @Test
    void rotate_key_givesAnotherAndEndsTheOldAfterItsGrace() {
        int _ = keys("create", "--tenant", "acme", "--tiers", "v1");
        ApiKey old = kept().getFirst();

        assertEquals(0, keys("rotate", old.id(), "--grace-hours", "1"));

        assertEquals(2, kept().size());
        assertFalse(kept().getFirst().hasEnded(Instant.now()));
        assertTrue(kept().getFirst().hasEnded(Instant.now().plusSeconds(3_601)));
        assertEquals(Set.of("v1"), kept().getLast().tiers());
        assertNotEquals(old.sha256(), kept().getLast().sha256());
    }

    @Test
    void revokeAndScope_key_takeEffect() {
        int _ = keys("create", "--tenant", "acme");
        String id = kept().getFirst().id();

        assertEquals(0, keys("scope", id, "--tiers", "v2"));
        assertEquals(Set.of("v2"), kept().getFirst().tiers());
        assertEquals(0, keys("revoke", id));
        assertTrue(kept().getFirst().hasEnded(Instant.now()));
    }

    @Test
    void create_unknownTenantOrTier_isRefusedByNameAndNothingIsKept() {
        assertNotEquals(0, keys("create", "--tenant", "acne"));
        assertNotEquals(0, keys("create", "--tenant", "acme", "--tiers", "v1,v9"));
        assertNotEquals(0, keys("create", "--tenant", "small", "--tiers", "v2"));

        assertTrue(said.toString().contains("tenant 'acne' is unknown: expected one of [acme"));
        assertTrue(said.toString().contains("tier 'v9' is none that tenant 'acme' may use"));
        assertTrue(said.toString().contains("tier 'v2' is none that tenant 'small' may use"));
        assertEquals(List.of(), kept());
    }

    @Test
    void create_noDays_isRefusedAndNothingIsKept() {
        assertNotEquals(0, keys("create", "--tenant", "acme", "--days", "0"));

        assertTrue(said.toString().contains("expected at least 1, got 0"), said.toString());
        assertEquals(List.of(), kept());
        assertEquals(0, keys("create", "--help"));
    }

    @Test
    void scope_unknownTier_isRefusedAndChangesNothing() {
        int _ = keys("create", "--tenant", "acme", "--tiers", "v1");
        String id = kept().getFirst().id();

        assertNotEquals(0, keys("scope", id, "--tiers", "V2"));

        assertEquals(Set.of("v1"), kept().getFirst().tiers());
    }

    @Test
    void revoke_unknownKey_fails() {
        assertNotEquals(0, keys("revoke", "k1"));
    }
}
