package dev.strata.cli.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabFiguresTest {
    private static final Markers.Found OPEN = new Markers.Found(1, 0, 3);

    @TempDir private Path folder;

    private static LabFigures figures(int refused, int lost, Markers.Found spool) {
        return new LabFigures(
                "a test",
                List.of("public", "v3"),
                new LabClient.Reply("v3", 4, "UNAVAILABLE: the answer broke off"),
                20,
                refused,
                20,
                20,
                1.24,
                44,
                lost,
                Map.of(
                        "requests shown to tier-edge, decoded",
                        OPEN,
                        "spool",
                        spool,
                        "events read back from Kafka",
                        OPEN));
    }

    private static String json(LabFigures figures) {
        StringWriter out = new StringWriter();
        figures.report().print(new PrintWriter(out), true);
        return out.toString().strip();
    }

    @Test
    void report_allHolds_hasTheFourFigures() {
        LabFigures figures = figures(20, 0, OPEN);

        assertEquals(List.of(), figures.violations());
        assertEquals(
                "{\"private_in_public\":0,\"lost_events\":0,\"refused_during_cut\":20,\"recovery_s\":1.2}",
                json(figures));
    }

    @Test
    void violations_everyKind_areNamed() {
        LabFigures figures = figures(19, 2, new Markers.Found(1, 5, 0));

        assertEquals(
                List.of(
                        "1 private requests were not refused",
                        "2 events are lost",
                        "private text is on the public side",
                        "the search does not find even public text"),
                figures.violations());
        assertTrue(json(figures).contains("\"private_in_public\":5"));
    }

    @Test
    void search_markersInFiles_areCountedByPlaceAndNotOnThePrivateSide() throws Exception {
        Markers markers = Markers.random();
        Files.createDirectories(folder.resolve("logs"));
        Files.createDirectories(folder.resolve("kafka").resolve("traffic.v1-0"));
        Files.writeString(folder.resolve("logs/tier-core.log"), markers.secret());
        Files.writeString(folder.resolve("logs/gateway.log"), "nothing");
        Files.writeString(
                folder.resolve("kafka/traffic.v1-0/0.log"),
                markers.open() + markers.open() + markers.secret());

        Map<String, Markers.Found> places = markers.search(folder);

        assertEquals(new Markers.Found(1, 0, 0), places.get("logs"));
        assertEquals(new Markers.Found(1, 1, 2), places.get("Kafka's segments"));
    }
}
