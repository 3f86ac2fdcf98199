package dev.strata.gateway.face;

import java.util.Map;
import java.util.Set;

/** Both faces over links that fail, with little patience. */
public class FailuresProfile extends FaceProfile {
    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(FakeLogs.class, FaultyLinks.class);
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("strata.tier-calls.silence", "3s", "strata.chat.slow-client", "500ms");
    }
}
