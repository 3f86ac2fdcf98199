package dev.strata.gateway.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.strata.gateway.error.ErrorReason;
import dev.strata.gateway.error.GatewayException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RequestIdsTest {
    private static final Instant NOW = Instant.parse("2026-11-22T03:00:00Z");
    private final RequestIds ids = new RequestIds(secret(1), InstantSource.fixed(NOW));

    private static byte[] secret(int fill) {
        byte[] secret = new byte[32];
        Arrays.fill(secret, (byte) fill);
        return secret;
    }

    @Test
    void mint_always_isUuidV7OfNow() {
        UUID id = ids.mint("acme");

        assertEquals(7, id.version());
        assertEquals(2, id.variant());
        assertEquals(NOW.toEpochMilli(), id.getMostSignificantBits() >>> 16);
    }

    @Test
    void mint_manyInOneMillisecond_areDistinct() {
        Set<UUID> seen = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            seen.add(ids.mint("acme"));
        }
        assertEquals(10_000, seen.size());
    }

    @Test
    void requireOwned_ownId_returnsIt() {
        UUID id = ids.mint("acme");

        assertEquals(id, ids.requireOwned("acme", id.toString()));
    }

    @Test
    void requireOwned_idOfAnAnswerOverRest_returnsTheRequests() {
        UUID id = ids.mint("acme");

        for (String prefix : new String[] {"chatcmpl-", "cmpl-", "resp_", "msg_"}) {
            assertEquals(id, ids.requireOwned("acme", prefix + id), prefix);
        }
        assertEquals(ErrorReason.INVALID_ARGUMENT, refusal("acme", "call_" + id));
        assertEquals(ErrorReason.PERMISSION_DENIED, refusal("globex", "chatcmpl-" + id));
    }

    @Test
    void requireErasure_idOfARequestOrOfAnother_isRefused() {
        UUID erasure = ids.mintErasure("acme");

        assertEquals(erasure, ids.requireErasure("acme", erasure.toString()));
        assertEquals(ErrorReason.NOT_FOUND, refusedErasure("acme", ids.mint("acme")));
        assertEquals(ErrorReason.PERMISSION_DENIED, refusedErasure("globex", erasure));
        assertEquals(ErrorReason.PERMISSION_DENIED, refusal("acme", erasure.toString()));
    }

    private ErrorReason refusedErasure(String tenant, UUID id) {
        return assertThrows(GatewayException.class, () -> ids.requireErasure(tenant, id.toString()))
                .failure()
                .reason();
    }

    @Test
    void requireOwned_otherTenantsId_isDenied() {
        String id = ids.mint("acme").toString();

        assertEquals(ErrorReason.PERMISSION_DENIED, refusal("globex", id));
    }

    @Test
    void requireOwned_otherSecret_isDenied() {
        String id = new RequestIds(secret(2), InstantSource.fixed(NOW)).mint("acme").toString();

        assertEquals(ErrorReason.PERMISSION_DENIED, refusal("acme", id));
    }

    @Test
    void requireOwned_flippedBit_isDenied() {
        UUID id = ids.mint("acme");
        String changed =
                new UUID(id.getMostSignificantBits() ^ 1, id.getLeastSignificantBits()).toString();

        assertEquals(ErrorReason.PERMISSION_DENIED, refusal("acme", changed));
    }

    @Test
    void requireOwned_noUuid_isInvalid() {
        for (String id : new String[] {"", "x", "1-1-1-1-1", UUID.randomUUID().toString()}) {
            assertEquals(ErrorReason.INVALID_ARGUMENT, refusal("acme", id), id);
        }
    }

    @Test
    void conversation_sameNameOfTwoTenants_differs() {
        assertEquals(ids.conversation("acme", "jo"), ids.conversation("acme", "jo"));
        assertNotEquals(ids.conversation("acme", "jo"), ids.conversation("globex", "jo"));
    }

    @Test
    void new_shortSecret_isRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new RequestIds(new byte[8], InstantSource.fixed(NOW)));
    }

    private ErrorReason refusal(String tenant, String id) {
        return assertThrows(GatewayException.class, () -> ids.requireOwned(tenant, id))
                .failure()
                .reason();
    }
}
