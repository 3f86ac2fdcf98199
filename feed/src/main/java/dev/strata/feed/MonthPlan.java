package dev.strata.feed;

import dev.strata.feed.dataset.DatasetFolder;
import dev.strata.feed.dataset.DatasetFolder.Found;
import dev.strata.feed.dataset.DatasetJson;
import dev.strata.feed.dataset.DatasetWriter;
import dev.strata.feed.dataset.Manifest;
import dev.strata.feed.error.FeedException;
import dev.strata.feed.error.FeedException.Code;
import dev.strata.feed.index.IndexFile;
import dev.strata.feed.topic.RecordSource;
import dev.strata.feed.topic.TopicRange;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which records a dataset is made of, and which dataset comes before it.
 *
 * @param name of the dataset
 * @param parent the one before it
 * @param present what is there under the name
 */
record MonthPlan(String name, TopicRange range, Optional<Found> parent, Optional<Found> present) {
    private static final String ALL = "all";
    private static final Set<String> GONE_ON_FROM = Set.of(DatasetWriter.ROWS, IndexFile.NAME);

    /**
     * What a build of {@code month} reads and goes on from.
     *
     * @param month empty for everything that the topic holds, under the name {@code all}
     * @param rebuild make a month again from the offsets that it was made of
     * @throws FeedException where it is built already, comes too late, or is of another topic
     */
    static MonthPlan of(
            Optional<String> month, boolean rebuild, RecordSource log, DatasetFolder datasets) {
        if (month.isEmpty()) {
            return new MonthPlan(ALL, log.snapshot(Map.of()), Optional.empty(), Optional.empty());
        }
        String name = month.get();
        List<String> months = datasets.months();
        Optional<Found> parent =
                months.stream()
                        .filter(m -> m.compareTo(name) < 0)
                        .reduce((_, later) -> later)
                        .flatMap(datasets::find);
        parent.ifPresent(MonthPlan::requireWhole);
        Optional<Found> present = datasets.find(name);
        if (present.isPresent()) {
            if (!rebuild) {
                throw new FeedException(
                        Code.ALREADY_BUILT,
                        "month '%s' is built already: expected a new month, got %s; pass --rebuild to make it again from the same offsets"
                                .formatted(name, present.get().path()));
            }
            TopicRange range = present.get().manifest().source();
            SameTopic.require(
                    log.snapshot(Map.of()), present.get().path(), present.get().manifest());
            return new MonthPlan(name, range, parent, present);
        }
        Optional<String> later = months.stream().filter(m -> m.compareTo(name) > 0).findFirst();
        if (later.isPresent()) {
            throw new FeedException(
                    Code.BAD_INPUT,
                    "month '%s' comes too late: expected one after %s, which is built and holds what came before it; build the next month"
                            .formatted(name, later.get()));
        }
        if (parent.isPresent()) {
            SameTopic.require(log.snapshot(Map.of()), parent.get().path(), parent.get().manifest());
        }
        return new MonthPlan(
                name,
                log.snapshot(parent.map(p -> p.manifest().ends()).orElse(Map.of())),
                parent,
                Optional.empty());
    }

    /** What goes on from a dataset must go on from the whole of it. */
    private static void requireWhole(Found dataset) {
        for (Manifest.FileEntry file : dataset.manifest().files()) {
            if (GONE_ON_FROM.contains(file.path())) {
                String got;
                try {
                    got = DatasetJson.sha256(dataset.path().resolve(file.path()));
                } catch (IOException e) {
                    got = e.toString();
                }
                if (!got.equals(file.sha256())) {
                    throw new FeedException(
                            Code.INCONSISTENT,
                            "dataset '%s' is not what its manifest says: expected file '%s' of SHA-256 %s, got %s; restore the folder from a copy, or build that month again with --rebuild"
                                    .formatted(dataset.path(), file.path(), file.sha256(), got));
                }
            }
        }
    }
}
