package dev.strata.feed.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.feed.Rows;
import dev.strata.feed.build.Row;
import dev.strata.feed.build.Zone;
import dev.strata.feed.drift.Profile;
import dev.strata.feed.error.FeedException;
import dev.strata.feed.mix.Split;
import dev.strata.feed.topic.TopicRange;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetFolderTest {
    @TempDir Path out;

    @Test
    void open_afterKillWhileWriting_showsNothingAndClearsUp() throws Exception {
        try (DatasetFolder datasets = DatasetFolder.open(out, Zone.PUBLIC)) {
            // Killed here: a draft with rows, and no manifest.
            datasets.writer(datasets.begin("2026-10"), "v3").append(row("public"), Split.TRAIN);
        }

        try (DatasetFolder datasets = DatasetFolder.open(out, Zone.PUBLIC)) {
            assertEquals(Optional.empty(), datasets.find("2026-10"));
            assertEquals(List.of(), datasets.months());
            assertFalse(Files.exists(out.resolve("public/_tmp-2026-10")));
        }
    }

    @Test
    void open_afterKillBetweenTheRenames_hasTheOldOne() throws Exception {
        try (DatasetFolder datasets = DatasetFolder.open(out, Zone.PUBLIC)) {
            publish(datasets);
        }
        Path folder = out.resolve("public");
        Files.move(folder.resolve("2026-10"), folder.resolve("_replaced-2026-10"));

        try (DatasetFolder datasets = DatasetFolder.open(out, Zone.PUBLIC)) {
            assertTrue(datasets.find("2026-10").isPresent());
            publish(datasets);
            assertEquals(List.of("2026-10"), datasets.months());
        }
        assertFalse(Files.exists(folder.resolve("_replaced-2026-10")));
    }

    @Test
    void append_privateRowInPublicZone_isRefused() {
        try (DatasetFolder datasets = DatasetFolder.open(out, Zone.PUBLIC);
                DatasetWriter writer = datasets.writer(datasets.begin("2026-10"), "v3")) {
            FeedException error =
                    assertThrows(
                            FeedException.class, () -> writer.append(row("private"), Split.TRAIN));
            assertEquals(FeedException.Code.INCONSISTENT, error.code());
            assertFalse(error.getMessage().contains("a secret"));
        }
    }

    @Test
    void open_folderInUse_isRefused() {
        try (DatasetFolder _ = DatasetFolder.open(out, Zone.PUBLIC)) {
            FeedException error =
                    assertThrows(FeedException.class, () -> DatasetFolder.open(out, Zone.PUBLIC));
            assertTrue(error.getMessage().contains("in use"), error.getMessage());
        }
    }

    @Test
    void open_outIsAFile_saysSo() throws Exception {
        Path file = Files.writeString(out.resolve("file"), "");

        assertEquals(
                FeedException.Code.CANNOT_WRITE,
                assertThrows(FeedException.class, () -> DatasetFolder.open(file, Zone.PUBLIC))
                        .code());
    }

    private static void publish(DatasetFolder datasets) {
        DatasetFolder.Draft draft = datasets.begin("2026-10");
        try (DatasetWriter writer = datasets.writer(draft, "v3")) {
            writer.append(row("public"), Split.TRAIN);
            datasets.publish(
                    draft,
                    new Manifest(
                            Manifest.FORMAT,
                            "2026-10",
                            "public",
                            true,
                            0,
                            null,
                            new TopicRange("c", "t", "i", List.of()),
                            0,
                            List.of(),
                            List.of(),
                            List.of(),
                            new Manifest.Mix(
                                    0, Map.of(), 1, 0, 0, 0.3, 0, 0, 0, Map.of(), List.of()),
                            writer.finish(),
                            Profile.empty(),
                            List.of(),
                            new TreeMap<>(),
                            ""));
        }
    }

    private static Row row(String dataClass) {
        return Rows.row("e", "a secret", "an answer").dataClass(dataClass).build();
    }
}
