package dev.strata.gateway.chat;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Bounds how many tenants metrics name: the first ones that come by their own name, all others
 * together. A label once given stays, so that counters never go back. Thread-safe.
 */
final class TenantLabels {
    static final int NAMED = 20;
    static final String OTHER = "other";

    private final Set<String> named = ConcurrentHashMap.newKeySet();

    String labelOf(String tenant) {
        if (named.contains(tenant)) {
            return tenant;
        }
        synchronized (named) {
            if (named.size() < NAMED) {
                named.add(tenant);
                return tenant;
            }
        }
        return OTHER;
    }
}
