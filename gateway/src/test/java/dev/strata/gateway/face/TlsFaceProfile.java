package dev.strata.gateway.face;

import dev.strata.seal.tls.LabAuthority;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Both faces over TLS. */
public class TlsFaceProfile extends FaceProfile {
    static final Path FOLDER = Path.of("target", "face-tls").toAbsolutePath();
    static final List<String> HERE = List.of("127.0.0.1", "localhost");

    @Override
    public Map<String, String> getConfigOverrides() {
        LabAuthority.Identity gateway = LabAuthority.create(FOLDER).issue("gateway", HERE);
        return Map.of(
                "strata.client-tls.certificate",
                gateway.certificate().toString(),
                "strata.client-tls.key",
                gateway.key().toString(),
                "strata.client-tls.reload",
                "50ms",
                "strata.console.port",
                "0",
                "strata.console.key-file",
                FOLDER.resolve("console-key").toString());
    }
}
