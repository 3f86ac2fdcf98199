package dev.strata.feed;

import dev.strata.feed.build.Contents;
import dev.strata.feed.build.RowBuilder;
import dev.strata.feed.build.Zone;
import dev.strata.feed.dataset.DatasetFolder;
import dev.strata.feed.dataset.DatasetFolder.Found;
import dev.strata.feed.dataset.DatasetJson;
import dev.strata.feed.dataset.DatasetWriter;
import dev.strata.feed.dataset.Manifest;
import dev.strata.feed.error.FeedException;
import dev.strata.feed.error.FeedException.Code;
import dev.strata.feed.topic.RecordSource;
import dev.strata.feed.topic.TopicRange;
import dev.strata.seal.Unsealer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Makes one dataset of a topic's records.
 *
 * @param month empty for everything that the topic holds, under the name {@code all}
 * @param unsealer only in the private zone
 * @param rebuild make a month again from the offsets that it was made of
 */
record FeedBuild(Zone zone, Optional<String> month, Optional<Unsealer> unsealer, boolean rebuild) {
    private static final String ALL = "all";

    /** Which records, and which dataset comes before. */
    private record Plan(String name, TopicRange range, Optional<Found> parent) {}

    /** Reads {@code log} and publishes to {@code datasets}; nothing is published on any failure. */
    Found run(RecordSource log, DatasetFolder datasets, Progress progress) {
        Plan plan = plan(log, datasets);
        DatasetFolder.Draft draft = datasets.begin(plan.name());
        try {
            RowBuilder rows = new RowBuilder(zone, new Contents(unsealer));
            progress.begin(plan.range().size());
            List<Manifest.FileEntry> files;
            try (DatasetWriter writer = datasets.writer(draft)) {
                log.read(
                        plan.range(),
                        record -> {
                            rows.accept(record).ifPresent(writer::append);
                            progress.step();
                        });
                files = writer.finish();
            }
            progress.end();
            return datasets.publish(draft, manifest(plan, rows, files));
        } catch (RuntimeException e) {
            datasets.abandon(draft);
            throw e;
        }
    }

    private Plan plan(RecordSource log, DatasetFolder datasets) {
        if (month.isEmpty()) {
            return new Plan(ALL, log.snapshot(Map.of()), Optional.empty());
        }
        String name = month.get();
        List<String> months = datasets.months();
        Optional<Found> parent =
                months.stream()
                        .filter(m -> m.compareTo(name) < 0)
                        .reduce((_, later) -> later)
                        .flatMap(datasets::find);
        Optional<Found> present = datasets.find(name);
        if (present.isPresent()) {
            if (!rebuild) {
                throw new FeedException(
                        Code.ALREADY_BUILT,
                        "month '%s' is built already: expected a new month, got %s; pass --rebuild to make it again from the same offsets"
                                .formatted(name, present.get().path()));
            }
            TopicRange range = present.get().manifest().source();
            requireSame(log.snapshot(Map.of()), present.get());
            return new Plan(name, range, parent);
        }
        Optional<String> later = months.stream().filter(m -> m.compareTo(name) > 0).findFirst();
        if (later.isPresent()) {
            throw new FeedException(
                    Code.BAD_INPUT,
                    "month '%s' comes too late: expected one after %s, which is built and holds what came before it; build the next month"
                            .formatted(name, later.get()));
        }
        if (parent.isPresent()) {
            requireSame(log.snapshot(Map.of()), parent.get());
        }
        return new Plan(
                name, log.snapshot(parent.map(p -> p.manifest().ends()).orElse(Map.of())), parent);
    }

    /** Offsets mean nothing in another cluster, or in a topic that was made anew. */
    private static void requireSame(TopicRange now, Found dataset) {
        TopicRange then = dataset.manifest().source();
        if (!now.clusterId().equals(then.clusterId()) || !now.topicId().equals(then.topicId())) {
            throw new FeedException(
                    Code.INCONSISTENT,
                    "dataset '%s' was made of another topic: expected cluster %s and topic id %s, got %s and %s; build into an empty --out"
                            .formatted(
                                    dataset.path(),
                                    then.clusterId(),
                                    then.topicId(),
                                    now.clusterId(),
                                    now.topicId()));
        }
    }

    private Manifest manifest(Plan plan, RowBuilder rows, List<Manifest.FileEntry> files) {
        SortedMap<String, String> configuration = new TreeMap<>();
        configuration.put("zone", zone.label());
        configuration.put("purpose", "train");
        configuration.put("shape", "messages");
        configuration.put("rules_version", "" + RowBuilder.RULES_VERSION);
        configuration.put("intake_key_id", unsealer.map(Unsealer::keyId).orElse(""));
        return new Manifest(
                Manifest.FORMAT,
                plan.name(),
                zone.label(),
                plan.parent().isEmpty(),
                plan.parent()
                        .map(p -> new Manifest.Parent(p.manifest().dataset(), p.manifestSha256()))
                        .orElse(null),
                plan.range(),
                plan.range().missing(),
                rows.funnel().counts(),
                files,
                configuration,
                DatasetJson.sha256Of(configuration));
    }
}
