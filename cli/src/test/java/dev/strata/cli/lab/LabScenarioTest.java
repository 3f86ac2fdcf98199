package dev.strata.cli.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.cli.lab.FakeClouds.Fault;
import dev.strata.cli.process.ChildSpec;
import dev.strata.process.link.LinkState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabScenarioTest {
    @TempDir private Path state;

    private LabFigures figures(Fault fault) throws Exception {
        try (FakeClouds clouds = new FakeClouds(state, fault);
                LabClient client = new LabClient(clouds.publicAddress(), clouds.port())) {
            return new LabScenario(clouds, clouds, client, state, Duration.ofMillis(900)).run();
        }
    }

    @Test
    void run_goodMesh_holds() throws Exception {
        LabFigures figures = figures(Fault.NONE);

        assertEquals(List.of(), figures.violations());
        assertTrue(figures.refused() >= 2, figures::toString);
        assertEquals("UNAVAILABLE: V3 is away", figures.stream().error());
    }

    @Test
    void run_gatewayThatDivertsPrivateRequests_isFoundOut() throws Exception {
        LabFigures figures = figures(Fault.DIVERTS);

        assertEquals(0, figures.refused());
        assertTrue(
                figures.violations().getFirst().contains("private requests were not refused"),
                () -> figures.violations().toString());
    }

    @Test
    void clouds_onTheLoopbackAddress_cutTheProxy() {
        LinkControl link = new LinkControl(state.resolve("link.state"));
        link.set(new LinkState(5, 0, false));
        try (LoopbackClouds clouds = new LoopbackClouds(link, "a test")) {
            clouds.cut();
            assertEquals(new LinkState(5, 0, true), link.get());
            clouds.join();
            assertEquals(new LinkState(5, 0, false), link.get());
            assertEquals(List.of("true"), clouds.on(Clouds.Side.PRIVATE, List.of("true")));
        }
    }

    @Test
    void clouds_inNamespaces_carryBytesAndAreCut() throws Exception {
        NamespaceClouds clouds;
        try {
            clouds = NamespaceClouds.create(new Leftovers(state.resolve("leftovers.1")));
        } catch (IllegalStateException e) {
            Assumptions.abort("no network namespaces here: " + e.getMessage());
            return;
        }
        try (clouds) {
            List<String> route = List.of("ip", "-o", "link", "show", "up", "type", "veth");
            assertEquals(1, lines(clouds.on(Clouds.Side.PRIVATE, route)));
            assertEquals(2, lines(clouds.on(Clouds.Side.PUBLIC, route)));

            clouds.cut();
            assertEquals(0, lines(clouds.on(Clouds.Side.PRIVATE, route)));

            clouds.join();
            assertEquals(1, lines(clouds.on(Clouds.Side.PRIVATE, route)));
        }
    }

    private static long lines(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).start();
        try (var out = process.inputReader()) {
            return out.lines().count();
        }
    }

    @Test
    void with_moreProperties_putsThemBeforeTheJar() {
        var spec =
                LabMesh.with(
                        new ChildSpec("x", List.of("java", "-Da=1", "-jar", "x.jar"), Map.of()),
                        Map.of("a", "2"));

        assertEquals(List.of("java", "-Da=1", "-Da=2", "-jar", "x.jar"), spec.command());
        assertTrue(
                LabMesh.own("link", LinkProcess.class, "here")
                        .command()
                        .contains("dev.strata.cli.lab.LinkProcess"));
    }
}
