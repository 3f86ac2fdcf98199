package dev.strata.gateway.face;

import java.util.Map;

/** Both faces with a console on a free port. */
public class ConsoleProfile extends FaceProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "strata.console.port",
                "0",
                "strata.console.key-file",
                "target/console-test.key",
                "strata.console.datasets",
                "src/test/resources/datasets",
                "strata.tenants.file",
                "src/test/resources/console-tenants.yaml",
                "strata.tenants.keys-file",
                "src/test/resources/console-keys");
    }
}
