package dev.strata.seal.apikey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyRingTest {
    private static final Instant NOW = Instant.parse("2026-11-22T07:00:00Z");
    private static final KeyRing EMPTY = new KeyRing(List.of());

    private static KeyRing.Made made() {
        return EMPTY.create("acme", Set.of("v1", "v2"), Optional.empty(), new SecureRandom(), NOW);
    }

    @Test
    void write_keys_areReadAgainWithoutTheSecret(@TempDir Path folder) throws Exception {
        KeyRing.Made made = made();
        Path file = folder.resolve("new/keys");
        made.ring().write(file);

        assertEquals(made.ring(), KeyRing.read(file));
        assertFalse(Files.readString(file).contains(made.secret()));
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals(ApiKey.hash(made.secret()), made.key().sha256());
    }

    @Test
    void with_end_isRefusedFromThenOnAndNeverLater() {
        KeyRing.Made made = made();
        KeyRing ended = made.ring().with(made.key().id(), key -> key.endingAt(NOW));
        ApiKey later = ended.keys().getFirst().endingAt(NOW.plus(Duration.ofDays(1)));

        assertTrue(ended.keys().getFirst().hasEnded(NOW));
        assertFalse(made.key().hasEnded(NOW));
        assertEquals(Optional.of(NOW), later.ends());
    }

    @Test
    void rotate_key_makesOneOfTheSameScopeAndEndsTheOtherAfterItsGrace() {
        KeyRing.Made old = made();

        KeyRing.Made next =
                old.ring().rotate(old.key().id(), Duration.ofHours(1), new SecureRandom(), NOW);

        assertEquals(old.key().tiers(), next.key().tiers());
        assertEquals(old.key().tenant(), next.key().tenant());
        ApiKey ending = next.ring().find(old.key().id()).orElseThrow();
        assertFalse(ending.hasEnded(NOW.plusSeconds(3599)));
        assertTrue(ending.hasEnded(NOW.plusSeconds(3600)));
    }

    @Test
    void rotate_keyThatEnds_makesOneForAsLongAndNoneOfOneThatHasEnded() {
        KeyRing.Made old =
                new KeyRing(List.of())
                        .create(
                                "acme",
                                Set.of(),
                                Optional.of(NOW.plusSeconds(100)),
                                new SecureRandom(),
                                NOW);
        String id = old.key().id();
        Instant later = NOW.plusSeconds(60);

        KeyRing.Made next = old.ring().rotate(id, Duration.ZERO, new SecureRandom(), later);

        assertEquals(Optional.of(later.plusSeconds(100)), next.key().ends());
        assertThrows(
                IllegalArgumentException.class,
                () -> next.ring().rotate(id, Duration.ZERO, new SecureRandom(), later));
    }

    @Test
    void change_byManyAtOnce_losesNoKey(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("keys");
        List<Thread> all =
                IntStream.range(0, 8)
                        .mapToObj(_ ->
                                Thread.ofVirtual()
                                        .start(() ->
                                                KeyRing.change(
                                                        file,
                                                        ring ->
                                                                ring.create(
                                                                                "acme",
                                                                                Set.of(),
                                                                                Optional.empty(),
                                                                                new SecureRandom(),
                                                                                NOW)
                                                                        .ring())))
                        .toList();
        for (Thread one : all) {
            one.join();
        }

        assertEquals(8, KeyRing.read(file).keys().size());
    }

    @Test
    void require_scope_isOfTheTenantsTiersOrOfAll() {
        KnownScopes known =
                new KnownScopes(
                        Map.of("acme", Set.of(), "small", Set.of("v1")), Set.of("v1", "v2"));

        known.require("acme", Set.of("v2"), "");
        known.require("small", Set.of(), "");
        assertTrue(refused(known, "nobody", Set.of()).endsWith("[acme, small]; add it"));
        assertTrue(refused(known, "small", Set.of("v2")).contains("expected some of [v1]"));
        assertTrue(refused(known, "acme", Set.of("v9")).contains("expected some of [v1, v2]"));
    }

    private static String refused(KnownScopes known, String tenant, Set<String> scope) {
        return String.valueOf(
                assertThrows(
                                IllegalArgumentException.class,
                                () -> known.require(tenant, scope, "add it"))
                        .getMessage());
    }

    @Test
    void with_unknownKey_namesIt() {
        IllegalArgumentException error =
                assertThrows(IllegalArgumentException.class, () -> EMPTY.with("k1", key -> key));

        assertTrue(String.valueOf(error.getMessage()).contains("'k1'"));
    }

    @Test
    void parse_keyInTheClear_isRefusedAndNotRepeated() {
        IllegalArgumentException error =
                assertThrows(
                        IllegalArgumentException.class,
                        () ->
                                KeyRing.parse(
                                        "f", "# ok\nk1 acme sk-secret 2026-11-22T07:00:00Z - *"));

        assertTrue(String.valueOf(error.getMessage()).contains("line 2"));
        assertFalse(String.valueOf(error.getMessage()).contains("sk-secret"));
    }

    @Test
    void parse_sameHashTwice_isRefused() {
        ApiKey key = made().key();

        assertThrows(IllegalArgumentException.class, () -> new KeyRing(List.of(key, key)));
    }
}
