package dev.strata.gateway.tenant;

import dev.strata.gateway.error.ErrorReason;
import dev.strata.gateway.error.Failure;
import dev.strata.seal.apikey.ApiKey;
import dev.strata.seal.apikey.KeyRing;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jboss.logging.Logger;

/** All tenants and the hashes of their keys: one immutable snapshot of the files. */
final class TenantBook {
    private static final Logger LOG = Logger.getLogger(TenantBook.class);
    private static final String BEARER = "bearer ";

    /** Digits of a hash that name a key and help nobody to guess it. */
    private static final int SHOWN = 8;

    private final Map<String, Tenant> byId;
    private final Map<String, Tenant> byKeyHash;
    private final Map<String, ApiKey> ring;
    private final Optional<Tenant> open;

    /**
     * A book of tenants.
     *
     * @param byKeyHash tenant by the SHA-256 (lower-case hex) of a key
     * @param open whose the requests without a key are
     */
    TenantBook(Map<String, Tenant> byId, Map<String, Tenant> byKeyHash, Optional<Tenant> open) {
        this(byId, byKeyHash, Map.of(), open);
    }

    private TenantBook(
            Map<String, Tenant> byId,
            Map<String, Tenant> byKeyHash,
            Map<String, ApiKey> ring,
            Optional<Tenant> open) {
        this.byId = Map.copyOf(byId);
        this.byKeyHash = Map.copyOf(byKeyHash);
        this.ring = Map.copyOf(ring);
        this.open = open;
    }

    /**
     * The same tenants, with the keys of {@code keys} beside those of the tenants file. A key whose
     * tenant is unknown or whose scope leaves no tier lets nobody in, is logged, and hinders no
     * other key.
     */
    TenantBook with(KeyRing keys) {
        Map<String, Tenant> tenants = new HashMap<>(byKeyHash);
        Map<String, ApiKey> known = new HashMap<>();
        for (ApiKey key : keys.keys()) {
            try {
                tenants.put(key.sha256(), owner(key).scopedTo(key.tiers()));
                known.put(key.sha256(), key);
            } catch (IllegalArgumentException e) {
                LOG.warnf("key '%s' lets nobody in: %s", key.id(), e.getMessage());
            }
        }
        return new TenantBook(byId, tenants, known, open);
    }

    private Tenant owner(ApiKey key) {
        Tenant tenant = byId.get(key.tenant());
        if (tenant == null) {
            throw new IllegalArgumentException(
                    "key '%s' is of tenant '%s': expected one of %s; correct the key or add the tenant"
                            .formatted(key.id(), key.tenant(), new TreeSet<>(byId.keySet())));
        }
        return tenant;
    }

    /**
     * The tenant that sends this {@code authorization} header.
     *
     * @param authorization {@code Bearer <key>}; empty where there is none
     * @throws dev.strata.gateway.error.GatewayException where there is no key and none is open to
     *     all, or the key is unknown
     */
    Tenant authenticate(String authorization, Instant now) {
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
        String hash = ApiKey.hash(header.substring(BEARER.length()).strip());
        Tenant tenant = byKeyHash.get(hash);
        if (tenant == null) {
            throw refused(
                            "the key is unknown: expected a key of this gateway; check it with"
                                    + " whoever runs it")
                    .exception();
        }
        ApiKey key = ring.get(hash);
        if (key != null && key.hasEnded(now)) {
            throw refused(
                            "key '%s' has ended: expected one that is in force; ask whoever runs the gateway for another"
                                    .formatted(key.id()))
                    .exception();
        }
        return tenant;
    }

    /** All tenants by name, with their keys. */
    List<TenantListing> listing(Instant now) {
        return new TreeMap<>(byId)
                .values().stream()
                        .map(tenant ->
                                new TenantListing(
                                        tenant,
                                        open.filter(o -> o.id().equals(tenant.id())).isPresent(),
                                        keysOf(tenant, now)))
                        .toList();
    }

    private List<TenantListing.Key> keysOf(Tenant tenant, Instant now) {
        return byKeyHash.entrySet().stream()
                .filter(entry -> entry.getValue().id().equals(tenant.id()))
                .map(entry ->
                        listed(entry.getKey(), Optional.ofNullable(ring.get(entry.getKey())), now))
                .sorted(
                        Comparator.comparing((TenantListing.Key key) -> key.id().isEmpty())
                                .thenComparing(key -> key.created().orElse(Instant.EPOCH))
                                .thenComparing(TenantListing.Key::hash))
                .toList();
    }

    private static TenantListing.Key listed(String hash, Optional<ApiKey> key, Instant now) {
        TenantListing.State state =
                key.map(made ->
                                made.hasEnded(now)
                                        ? TenantListing.State.ENDED
                                        : made.ends().isPresent()
                                                ? TenantListing.State.ENDING
                                                : TenantListing.State.IN_FORCE)
                        .orElse(TenantListing.State.IN_FORCE);
        return new TenantListing.Key(
                key.map(ApiKey::id).orElse(""),
                hash.substring(0, SHOWN),
                key.map(ApiKey::tiers).orElse(Set.of()),
                state,
                key.map(ApiKey::created),
                key.flatMap(ApiKey::ends));
    }

    private static Failure refused(String message) {
        return Failure.of(ErrorReason.UNAUTHENTICATED, message);
    }
}
