package dev.strata.gateway.cache;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Until when tenants' content is to be destroyed: what was made of a request that came before is
 * not kept, however late it is made. Thread-safe.
 */
final class Erased {
    private final Map<String, Long> until = new ConcurrentHashMap<>();

    /** All of the tenant's requests that came until now; of the monotonic clock. */
    void mark(String tenant, long nowNanos) {
        until.merge(tenant, nowNanos, (one, other) -> other - one > 0 ? other : one);
    }

    /** True where a request of the tenant that came then is among them. */
    boolean holds(String tenant, long receivedNanos) {
        Long last = until.get(tenant);
        return last != null && receivedNanos - last <= 0;
    }
}
