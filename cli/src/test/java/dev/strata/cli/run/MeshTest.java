package dev.strata.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.cli.process.ChildFailure;
import dev.strata.cli.process.RestartPolicy;
import dev.strata.cli.process.Scripts;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class MeshTest {
    private static final RestartPolicy QUICK =
            new RestartPolicy(3, Duration.ofMillis(1), Duration.ofMinutes(1));
    @TempDir Path state;
    private final StringWriter text = new StringWriter();

    private Mesh mesh() {
        return new Mesh(state, new PrintWriter(text, true));
    }

    @Test
    void close_always_endsGatewayThenTiersThenBroker() throws Exception {
        Path order = state.resolve("order");
        try (Mesh mesh = mesh()) {
            for (String name : List.of("broker", "tier-core", "tier-edge", "gateway")) {
                mesh.start(Scripts.service(name, "echo " + name + " >> " + order));
                assertEquals(1, mesh.awaitReady(name).port("kafka"));
            }
        }

        assertEquals(
                List.of("gateway", "tier-edge", "tier-core", "broker"), Files.readAllLines(order));
    }

    @Test
    void supervise_endsAgainAndAgain_restartsThreeTimesThenGivesUp() throws Exception {
        try (Mesh mesh = mesh()) {
            mesh.start(Scripts.shortLived("tier-edge"));

            ChildFailure failure = assertThrows(ChildFailure.class, () -> mesh.supervise(QUICK));

            assertTrue(failure.getMessage().contains("'tier-edge'"), failure.getMessage());
            assertTrue(failure.getMessage().contains("I must go"), failure.getMessage());
            assertTrue(text.toString().contains("(3 of 3)"), text.toString());
        }
    }

    @Test
    void supervise_closed_returns() throws Exception {
        Mesh mesh = mesh();
        mesh.start(Scripts.service("broker", "true"));
        var _ = mesh.awaitReady("broker");
        Thread closer = Thread.ofVirtual().start(mesh::close);

        mesh.supervise(QUICK);

        closer.join();
        assertThrows(IllegalStateException.class, () -> mesh.start(Scripts.service("x", "true")));
    }

    @Test
    void death_childEnded_isGiven() throws Exception {
        try (Mesh mesh = mesh()) {
            mesh.start(Scripts.shortLived("gateway"));

            assertEquals("gateway", mesh.death(Duration.ofSeconds(20)).orElseThrow().name());
            assertTrue(mesh.death(Duration.ZERO).isEmpty());
        }
    }
}
