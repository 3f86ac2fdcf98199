package dev.strata.gateway.shared;

import java.util.List;

/** The keys of one tenant's limits, in the order in which every step wants them. */
final class SharedKeys {
    private SharedKeys() {}

    static List<String> of(RedisStore store, String tenant) {
        return List.of(
                store.key(tenant, "rates"),
                store.key(tenant, "ends"),
                store.key(tenant, "held"),
                store.key(tenant, "used"));
    }

    static List<String> with(RedisStore store, String tenant, String more) {
        return List.of(
                store.key(tenant, "rates"),
                store.key(tenant, "ends"),
                store.key(tenant, "held"),
                store.key(tenant, "used"),
                store.key(tenant, more));
    }
}
