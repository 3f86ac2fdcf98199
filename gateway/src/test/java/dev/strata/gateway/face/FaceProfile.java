package dev.strata.gateway.face;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Set;

/** Both faces with {@link FakeLogs} in capture's place. */
public class FaceProfile implements QuarkusTestProfile {
    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(FakeLogs.class);
    }
}
