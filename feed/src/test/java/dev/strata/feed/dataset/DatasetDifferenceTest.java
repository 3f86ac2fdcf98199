package dev.strata.feed.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.feed.error.FeedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetDifferenceTest {
    @TempDir Path folder;

    @Test
    void between_sameRowsInAnotherOrder_noRowDiffersAndTheFileDoes() throws IOException {
        Path left = dataset("left", "a\nb\nb\n");
        Path right = dataset("right", "b\na\nb\n");
        Files.writeString(left.resolve("card.md"), "same");
        Files.writeString(right.resolve("card.md"), "same");

        DatasetDifference difference = DatasetDifference.between(left, right);

        assertEquals(new DatasetDifference(3, 3, 0, 0, 1, List.of(DatasetWriter.ROWS)), difference);
    }

    @Test
    void between_rowsOfOneSide_areCountedAsOftenAsTheyAreThere() throws IOException {
        DatasetDifference difference =
                DatasetDifference.between(dataset("left", "a\nb\nb\n"), dataset("right", "b\nc\n"));

        assertEquals(2, difference.rowsOnlyLeft());
        assertEquals(1, difference.rowsOnlyRight());
    }

    @Test
    void between_folderThatIsNoDataset_isNamed() throws IOException {
        Path left = dataset("left", "a\n");

        FeedException error =
                assertThrows(
                        FeedException.class,
                        () -> DatasetDifference.between(left, folder.resolve("none")));

        assertTrue(error.getMessage().contains("none' cannot be read"), error.getMessage());
    }

    private Path dataset(String name, String rows) throws IOException {
        Path path = Files.createDirectory(folder.resolve(name));
        Files.writeString(path.resolve(DatasetWriter.ROWS), rows);
        return path;
    }
}
