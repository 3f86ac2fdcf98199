package dev.strata.gateway.tenant;

import dev.strata.gateway.error.ErrorReason;
import dev.strata.gateway.error.Failure;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** All tenants and the hashes of their keys: one immutable snapshot of a tenants file. */
public final class TenantBook {
    private static final String BEARER = "bearer ";

    private final Map<String, Tenant> byKeyHash;
    private final Optional<Tenant> open;

    /**
     * A book of tenants.
     *
     * @param byKeyHash tenant by the SHA-256 (lower-case hex) of a key
     * @param open whose the requests without a key are
     */
    TenantBook(Map<String, Tenant> byKeyHash, Optional<Tenant> open) {
        this.byKeyHash = Map.copyOf(byKeyHash);
        this.open = open;
    }

    /**
     * The tenant that sends this {@code authorization} header.
     *
     * @param authorization {@code Bearer <key>}; empty where there is none
     * @throws dev.strata.gateway.error.GatewayException where there is no key and none is open to
     *     all, or the key is unknown
     */
    public Tenant authenticate(String authorization) {
        String header = authorization.strip();
        if (header.isEmpty()) {
            return open.orElseThrow(() ->
                    refused(
                                    "the request has no key: expected a header"
                                            + " 'authorization: Bearer <key>'; add it")
                            .exception());
        }
        if (!header.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
            throw refused(
                            "the authorization header is not understood: expected"
                                    + " 'Bearer <key>'; correct it")
                    .exception();
        }
        Tenant tenant = byKeyHash.get(hash(header.substring(BEARER.length()).strip()));
        if (tenant == null) {
            throw refused(
                            "the key is unknown: expected a key of this gateway; check it with"
                                    + " whoever runs it")
                    .exception();
        }
        return tenant;
    }

    private static Failure refused(String message) {
        return Failure.of(ErrorReason.UNAUTHENTICATED, message);
    }

    /** The form in which a key is stored: its SHA-256, lower-case hex. */
    static String hash(String key) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(key.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
