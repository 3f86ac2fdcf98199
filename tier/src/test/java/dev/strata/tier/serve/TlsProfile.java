package dev.strata.tier.serve;

import dev.strata.seal.tls.LabAuthority;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A tier that has a certificate and wants one. */
public class TlsProfile implements QuarkusTestProfile {
    static final Path FOLDER = Path.of("target", "tier-tls").toAbsolutePath();

    /** Of the files, one every 50 ms. */
    static final Duration SEVERAL_LOOKS = Duration.ofMillis(400);

    static final List<String> HERE = List.of("127.0.0.1", "localhost");

    @Override
    public Map<String, String> getConfigOverrides() {
        LabAuthority authority = LabAuthority.create(FOLDER);
        LabAuthority.Identity tier = authority.issue("tier", HERE);
        return Map.of(
                "strata.mesh-tls.certificate",
                tier.certificate().toString(),
                "strata.mesh-tls.key",
                tier.key().toString(),
                "strata.mesh-tls.authority",
                authority.certificate().toString(),
                "strata.mesh-tls.reload",
                "50ms");
    }
}
