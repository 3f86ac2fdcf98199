package dev.strata.feed;

import dev.strata.feed.build.Zone;
import dev.strata.feed.dataset.DatasetFolder;
import dev.strata.feed.dataset.Manifest;
import dev.strata.feed.engine.Engine;
import dev.strata.feed.error.FeedException;
import dev.strata.feed.error.FeedException.Code;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Builds datasets again as they were built before: of the same records, the same way. */
record Rebuilding(BuildRun run) {
    private static final String ALL = "all";

    /** Which key opens what was sealed may have changed; what comes of it has not. */
    private static final String KEY = "intake_key_id";

    /**
     * Builds each again, in their order.
     *
     * @param datasets folders of them
     * @throws FeedException BAD_INPUT, before any is touched, where one was built otherwise
     */
    void run(List<Path> datasets, Engine engine) {
        datasets.forEach(dataset -> requireSame(dataset, engine));
        for (Path dataset : datasets) {
            String name = dataset.getFileName().toString();
            run.run(
                    zone(dataset),
                    name.equals(ALL) ? Optional.empty() : Optional.of(name),
                    true,
                    engine);
        }
    }

    private void requireSame(Path dataset, Engine engine) {
        Zone zone = zone(dataset);
        Manifest then;
        try (DatasetFolder datasets = DatasetFolder.open(run.out(), zone)) {
            then =
                    datasets.find(dataset.getFileName().toString())
                            .orElseThrow(() ->
                                    new FeedException(
                                            Code.INCONSISTENT,
                                            "dataset '%s' is gone: expected a folder, got none; run again"
                                                    .formatted(dataset)))
                            .manifest();
        }
        SortedMap<String, String> now =
                new TreeMap<>(
                        new FeedBuild(
                                        zone,
                                        Optional.empty(),
                                        run.keys().forZone(zone),
                                        true,
                                        run.settings(),
                                        engine)
                                .configuration());
        SortedMap<String, String> before = new TreeMap<>(then.configuration());
        now.remove(KEY);
        before.remove(KEY);
        if (!now.equals(before) || !then.evaluation().equals(run.settings().evaluation().files())) {
            throw new FeedException(
                    Code.BAD_INPUT,
                    "dataset '%s' was built otherwise: expected %s and evaluation sets %s, got %s and %s; pass the options that it was built with; nothing was built again"
                            .formatted(
                                    dataset,
                                    before,
                                    then.evaluation(),
                                    now,
                                    run.settings().evaluation().files()));
        }
    }

    private Zone zone(Path dataset) {
        return dataset.startsWith(run.out().resolve(Zone.PUBLIC.label()))
                ? Zone.PUBLIC
                : Zone.PRIVATE;
    }
}
