package dev.strata.service.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.InsecureChannelCredentials;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeshTlsTest {
    @TempDir private Path folder;

    private record Settings(
            Optional<Path> certificate, Optional<Path> key, Optional<Path> authority)
            implements MeshTlsSettings {
        @Override
        public Duration reload() {
            return Duration.ofSeconds(10);
        }
    }

    @Test
    void credentials_nothingSet_areNone() {
        MeshTls tls =
                new MeshTls(new Settings(Optional.empty(), Optional.empty(), Optional.empty()));

        assertTrue(tls.identity().isEmpty());
        assertInstanceOf(InsecureChannelCredentials.class, tls.credentials());
    }

    @Test
    void read_keyMissing_saysWhatToSet() {
        var settings =
                new Settings(
                        Optional.of(folder.resolve("a.crt")),
                        Optional.empty(),
                        Optional.of(folder.resolve("ca.crt")));

        var failure = assertThrows(IllegalArgumentException.class, () -> new MeshTls(settings));

        assertEquals(
                "strata.mesh-tls is not whole: expected certificate, key and authority, or none, got 2 of them; set the others",
                failure.getMessage());
    }

    @Test
    void read_filesThatAreNoPem_namesThem() throws Exception {
        Path file = Files.writeString(folder.resolve("a.crt"), "nonsense");
        var settings = new Settings(Optional.of(file), Optional.of(file), Optional.of(file));

        var failure = assertThrows(IllegalArgumentException.class, () -> new MeshTls(settings));

        assertTrue(
                failure.getMessage()
                        .startsWith(
                                "strata.mesh-tls cannot be used: expected readable PEM in '"
                                        + file),
                failure.getMessage());
    }
}
