package dev.strata.feed.dataset;

import dev.strata.feed.error.FeedException;
import dev.strata.feed.error.FeedException.Code;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * How two datasets differ. Rows are told apart by 64 bits of their SHA-256, whatever their order.
 *
 * @param filesEqual files of one name with the same bytes
 * @param filesDiffer names of the others, those of one side alone among them
 */
public record DatasetDifference(
        long rowsLeft,
        long rowsRight,
        long rowsOnlyLeft,
        long rowsOnlyRight,
        int filesEqual,
        List<String> filesDiffer) {
    private static final int LINES_AT_ONCE = 1024;

    public DatasetDifference {
        filesDiffer = List.copyOf(filesDiffer);
    }

    /**
     * Compares two folders.
     *
     * @throws FeedException BAD_INPUT where one is no dataset
     */
    public static DatasetDifference between(Path left, Path right) {
        Map<Long, Integer> surplus = new HashMap<>();
        long leftRows = count(left, surplus, 1);
        long rightRows = count(right, surplus, -1);
        long onlyLeft = 0;
        long onlyRight = 0;
        for (int one : surplus.values()) {
            onlyLeft += Math.max(0, one);
            onlyRight += Math.max(0, -one);
        }
        List<String> differ = new ArrayList<>();
        int equal = 0;
        Set<String> names = new TreeSet<>(names(left));
        names.addAll(names(right));
        for (String name : names) {
            if (isSame(left.resolve(name), right.resolve(name))) {
                equal++;
            } else {
                differ.add(name);
            }
        }
        return new DatasetDifference(leftRows, rightRows, onlyLeft, onlyRight, equal, differ);
    }

    private static long count(Path dataset, Map<Long, Integer> surplus, int by) {
        long rows = 0;
        try (LineFile lines = LineFile.open(dataset.resolve(DatasetWriter.ROWS))) {
            for (List<byte[]> some = lines.next(LINES_AT_ONCE);
                    !some.isEmpty();
                    some = lines.next(LINES_AT_ONCE)) {
                for (byte[] line : some) {
                    long hash = ByteBuffer.wrap(DatasetJson.sha256().digest(line)).getLong();
                    surplus.merge(hash, by, Integer::sum);
                    rows++;
                }
            }
        } catch (IOException e) {
            throw unreadable(dataset, e);
        }
        return rows;
    }

    private static List<String> names(Path dataset) {
        try (Stream<Path> files = Files.list(dataset)) {
            return files.map(file -> file.getFileName().toString()).toList();
        } catch (IOException e) {
            throw unreadable(dataset, e);
        }
    }

    private static boolean isSame(Path left, Path right) {
        try {
            return Files.exists(left) && Files.exists(right) && Files.mismatch(left, right) < 0;
        } catch (IOException e) {
            throw unreadable(left, e);
        }
    }

    private static FeedException unreadable(Path dataset, IOException e) {
        return new FeedException(
                Code.BAD_INPUT,
                "dataset '%s' cannot be read: expected a folder with %s, got: %s; name the folder of a dataset that was built"
                        .formatted(dataset, DatasetWriter.ROWS, e),
                e);
    }
}
