package dev.strata.gateway.face;

import java.util.Map;

/** Both faces with a cache for all that is greedy. */
public class CacheProfile extends FaceProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("strata.cache.greedy", "true");
    }
}
