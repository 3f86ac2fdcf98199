package dev.strata.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.router.cascade.LiveCascade;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalibrationHealthTest {
    @Test
    void call_fileOfANewerRelease_isDownAndSaysWhy(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("c.yaml"), "schema: 2\ncalibrations: {}\n");
        LiveCascade live = LiveCascade.of(file);
        CalibrationHealth health = new CalibrationHealth(live);
        assertEquals(HealthCheckResponse.Status.UP, health.call().getStatus());

        Files.writeString(file, "schema: 3\ncalibrations: {}\n");
        assertTrue(live.look());

        HealthCheckResponse down = health.call();
        assertEquals(HealthCheckResponse.Status.DOWN, down.getStatus());
        String problem = String.valueOf(down.getData().orElseThrow().get("problem"));
        assertTrue(problem.contains("'schema'"), problem);
        assertEquals(live.cascade().version(), down.getData().orElseThrow().get("version"));
    }
}
