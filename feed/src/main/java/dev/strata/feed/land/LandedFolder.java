package dev.strata.feed.land;

import dev.strata.feed.dataset.DatasetFolder;
import dev.strata.feed.dataset.DatasetJson;
import dev.strata.feed.dataset.FolderLock;
import dev.strata.feed.error.FeedException;
import dev.strata.feed.error.FeedException.Code;
import dev.strata.feed.topic.TopicRange;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The landed files of one topic: {@code <folder>/<topic>/<month of landing>/<partition and
 * offsets>}. A file is written under a name that begins with {@code _} and renamed when it is
 * whole, so that the names alone say what has landed: each offset once. One process at a time.
 */
public final class LandedFolder implements AutoCloseable {
    private static final String ORIGIN = "origin.json";
    private static final String DRAFT = "_tmp-";

    private final Path folder;
    private final String topic;
    private final FileChannel lockFile;

    /** Which topic of which cluster landed here. */
    private record Origin(String clusterId, String topicId) {}

    private LandedFolder(Path folder, String topic, FileChannel lockFile) {
        this.folder = folder;
        this.topic = topic;
        this.lockFile = lockFile;
    }

    /** Opens what of {@code topic} landed in {@code out}; clears away what a killed run left. */
    public static LandedFolder open(Path out, String topic) {
        Path folder = out.resolve(topic);
        try {
            FileChannel file = FolderLock.take(folder, "user", "wait for it");
            LandedFolder landed = new LandedFolder(folder, topic, file);
            landed.clearDrafts();
            return landed;
        } catch (IOException e) {
            throw DatasetFolder.refused(folder, e);
        }
    }

    private void clearDrafts() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            List<Path> drafts =
                    all.filter(p -> String.valueOf(p.getFileName()).startsWith(DRAFT)).toList();
            for (Path draft : drafts) {
                Files.delete(draft);
            }
        }
    }

    String topic() {
        return topic;
    }

    /**
     * What has landed, partition by partition.
     *
     * @throws FeedException INCONSISTENT where offsets are there twice or not at all
     */
    public TopicRange range() {
        Map<Integer, List<LandedFile>> byPartition = files();
        List<TopicRange.Offsets> offsets = new ArrayList<>();
        byPartition.forEach((partition, files) -> {
            long missing = 0;
            for (int i = 0; i < files.size(); i++) {
                missing += files.get(i).missing();
                if (i > 0 && files.get(i).from() != files.get(i - 1).to()) {
                    throw new FeedException(
                            Code.INCONSISTENT,
                            "landed files of '%s' do not follow each other: expected partition %d to go on at %d, got %s; restore the files that are missing"
                                    .formatted(
                                            folder,
                                            partition,
                                            files.get(i - 1).to(),
                                            files.get(i).path().getFileName()));
                }
            }
            offsets.add(
                    new TopicRange.Offsets(
                            partition, files.getFirst().from(), files.getLast().to(), missing));
        });
        Optional<Origin> origin = origin();
        return new TopicRange(
                origin.map(Origin::clusterId).orElse(""),
                topic,
                origin.map(Origin::topicId).orElse(""),
                offsets);
    }

    /** The files of each partition, by their offsets. */
    Map<Integer, List<LandedFile>> files() {
        Map<Integer, List<LandedFile>> byPartition = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            all.flatMap(path -> LandedFile.of(path).stream())
                    .sorted(Comparator.comparingLong(LandedFile::from))
                    .forEach(file ->
                            byPartition
                                    .computeIfAbsent(file.partition(), _ -> new ArrayList<>())
                                    .add(file));
        } catch (IOException e) {
            throw DatasetFolder.refused(folder, e);
        }
        return byPartition;
    }

    /**
     * Remembers where the records come from, the first time.
     *
     * @throws FeedException INCONSISTENT where another topic landed here before
     */
    void requireOrigin(TopicRange range) {
        Origin now = new Origin(range.clusterId(), range.topicId());
        Optional<Origin> then = origin();
        if (then.isPresent() && !then.get().equals(now)) {
            throw new FeedException(
                    Code.INCONSISTENT,
                    "folder '%s' holds another topic: expected cluster %s and topic id %s, got %s and %s; land into an empty folder"
                            .formatted(
                                    folder,
                                    then.get().clusterId(),
                                    then.get().topicId(),
                                    now.clusterId(),
                                    now.topicId()));
        }
        if (then.isEmpty()) {
            try {
                Files.writeString(folder.resolve(DRAFT + ORIGIN), DatasetJson.line(now));
                publish(folder.resolve(DRAFT + ORIGIN), folder.resolve(ORIGIN));
            } catch (IOException e) {
                throw DatasetFolder.refused(folder, e);
            }
        }
    }

    private Optional<Origin> origin() {
        Path file = folder.resolve(ORIGIN);
        try {
            return Files.exists(file)
                    ? Optional.of(DatasetJson.read(Files.readAllBytes(file), Origin.class))
                    : Optional.empty();
        } catch (IOException e) {
            throw new FeedException(
                    Code.INCONSISTENT,
                    "file '%s' cannot be read: expected cluster and topic id, got: %s; restore it"
                            .formatted(file, e.getMessage()),
                    e);
        }
    }

    /** Where a file is written before it is whole. */
    Path draft(String name, YearMonth month) throws IOException {
        return Files.createDirectories(folder.resolve(month.toString())).resolve(DRAFT + name);
    }

    /** Gives a whole file its name, durably. */
    void publish(Path draft, Path target) throws IOException {
        try (FileChannel file = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            file.force(true);
        }
        Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
        Path parent = target.getParent();
        if (parent != null) {
            try (FileChannel names = FileChannel.open(parent, StandardOpenOption.READ)) {
                names.force(true);
            }
        }
    }

    /**
     * Deletes the files of months before {@code month}, oldest first in each partition.
     *
     * @return how many
     */
    public int deleteBefore(YearMonth month) {
        int deleted = 0;
        try (Stream<Path> all = Files.list(folder)) {
            List<Path> old =
                    all.filter(p -> p.getFileName().toString().matches("\\d{4}-\\d{2}"))
                            .filter(p ->
                                    YearMonth.parse(p.getFileName().toString()).isBefore(month))
                            .sorted()
                            .toList();
            for (Path folderOfMonth : old) {
                deleted += delete(folderOfMonth);
            }
        } catch (IOException e) {
            throw DatasetFolder.refused(folder, e);
        }
        return deleted;
    }

    private static int delete(Path folderOfMonth) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folderOfMonth)) {
            files = all.sorted().toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
        Files.delete(folderOfMonth);
        return files.size();
    }

    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException e) {
            throw DatasetFolder.refused(folder, e);
        }
    }
}
