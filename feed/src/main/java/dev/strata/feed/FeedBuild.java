package dev.strata.feed;

import dev.strata.feed.build.Contents;
import dev.strata.feed.build.Opinions;
import dev.strata.feed.build.Permissions;
import dev.strata.feed.build.Row;
import dev.strata.feed.build.RowBuilder;
import dev.strata.feed.build.Zone;
import dev.strata.feed.dataset.DatasetFolder;
import dev.strata.feed.dataset.DatasetFolder.Found;
import dev.strata.feed.dataset.DatasetJson;
import dev.strata.feed.dataset.DatasetWriter;
import dev.strata.feed.dataset.Manifest;
import dev.strata.feed.drift.Drift;
import dev.strata.feed.engine.Engine;
import dev.strata.feed.error.FeedException;
import dev.strata.feed.error.FeedException.Code;
import dev.strata.feed.index.IndexFile;
import dev.strata.feed.month.Month;
import dev.strata.feed.month.MonthSettings;
import dev.strata.feed.month.Stages;
import dev.strata.feed.near.NearSettings;
import dev.strata.feed.report.Card;
import dev.strata.feed.report.ReportPage;
import dev.strata.feed.topic.RecordSource;
import dev.strata.feed.topic.TopicRange;
import dev.strata.feed.topic.TopicRecord;
import dev.strata.seal.Unsealer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Makes one dataset of what was captured.
 *
 * @param month empty for everything that the topic holds, under the name {@code all}
 * @param contents unseals only in the private zone
 * @param rebuild make a month again from the offsets that it was made of
 * @param engine does the work on single rows; the caller closes it
 */
record FeedBuild(
        Zone zone,
        Optional<String> month,
        Contents contents,
        boolean rebuild,
        MonthSettings settings,
        Engine engine) {
    private static final String ERASURE = "erasure";

    /**
     * Where everything comes from.
     *
     * @param permissions the topics of consent and erasure, as far as they are there
     */
    record Sources(
            RecordSource traffic, Optional<RecordSource> feedback, List<RecordSource> permissions) {
        Sources {
            permissions = List.copyOf(permissions);
        }
    }

    /** What was said about the records. */
    private record Joined(Permissions permissions, Opinions opinions, List<TopicRange> ranges) {
        long undecodable() {
            return permissions.undecodable() + opinions.undecodable();
        }
    }

    /** Reads {@code sources} and publishes to {@code datasets}; nothing on any failure. */
    Found run(Sources sources, DatasetFolder datasets, Stages stages) {
        MonthPlan plan = MonthPlan.of(month, rebuild, sources.traffic(), datasets);
        Joined joined = join(sources, plan);
        DatasetFolder.Draft draft = datasets.begin(plan.name());
        Path work = datasets.work(draft);
        try {
            Found made = make(sources.traffic(), plan, joined, datasets, draft, work, stages);
            datasets.clear(work);
            return made;
        } catch (IOException e) {
            datasets.clear(work);
            datasets.abandon(draft);
            throw DatasetFolder.refused(work, e);
        } catch (RuntimeException e) {
            datasets.clear(work);
            datasets.abandon(draft);
            throw e;
        }
    }

    private Found make(
            RecordSource traffic,
            MonthPlan plan,
            Joined joined,
            DatasetFolder datasets,
            DatasetFolder.Draft draft,
            Path work,
            Stages stages)
            throws IOException {
        RowBuilder builder =
                new RowBuilder(
                        zone,
                        plan.name(),
                        kept(),
                        contents,
                        joined.permissions(),
                        joined.opinions());
        try (Month rows =
                        new Month(
                                plan.name(),
                                zone,
                                kept(),
                                settings,
                                joined.permissions(),
                                builder.funnel(),
                                plan.parent(),
                                work,
                                plan.range().size(),
                                engine);
                DatasetWriter writer = datasets.writer(draft, settings.teacher())) {
            stages.begin("read", plan.range().size());
            traffic.read(
                    plan.range(),
                    record -> {
                        builder.accept(record).ifPresent(row -> add(rows, row));
                        stages.step();
                    });
            stages.end();
            Month.Made made =
                    rows.write(
                            writer,
                            draft.path().resolve(IndexFile.NAME),
                            joined.opinions().unmatched(),
                            joined.undecodable(),
                            stages);
            stages.begin("publish", 2);
            List<Manifest.FileEntry> files = new ArrayList<>(writer.finish());
            files.add(DatasetWriter.entry(draft, IndexFile.NAME, 0));
            Manifest data = manifest(plan, joined, builder, made, files);
            files.add(datasets.text(draft, ReportPage.NAME, ReportPage.of(data, made.examples())));
            files.add(datasets.text(draft, Card.NAME, Card.of(data)));
            stages.step();
            Found found = datasets.publish(draft, manifest(plan, joined, builder, made, files));
            stages.step();
            stages.end();
            return found;
        }
    }

    /** A month's dataset is the newest until the next one is built, a month later. */
    private Instant kept() {
        return month.map(YearMonth::parse)
                .map(m -> m.plusMonths(2).atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant())
                .orElseGet(Instant::now);
    }

    private static void add(Month rows, Row row) {
        try {
            rows.add(row);
        } catch (IOException e) {
            throw DatasetFolder.refused(Path.of("work"), e);
        }
    }

    /**
     * Reads what was said about requests. A rebuild reads feedback and consent as far as the month
     * did, erasures as far as there are: those reach back.
     */
    private Joined join(Sources sources, MonthPlan plan) {
        Permissions permissions = new Permissions();
        Opinions opinions = new Opinions(zone, contents);
        List<TopicRange> ranges = new ArrayList<>();
        sources.feedback()
                .ifPresent(source ->
                        read(source, plan, record -> opinions.accept(record))
                                .ifPresent(ranges::add));
        for (RecordSource source : sources.permissions()) {
            read(source, plan, permissions::accept).ifPresent(ranges::add);
        }
        return new Joined(permissions, opinions, ranges);
    }

    private static Optional<TopicRange> read(
            RecordSource source, MonthPlan plan, Consumer<TopicRecord> sink) {
        TopicRange now = source.snapshot(Map.of());
        TopicRange range =
                plan.present().stream()
                        .flatMap(found -> found.manifest().joined().stream())
                        .filter(then -> then.topic().equals(now.topic()))
                        .filter(then -> !then.topic().startsWith(ERASURE))
                        .findFirst()
                        .orElse(now);
        source.read(range, sink);
        return Optional.of(range);
    }

    private Manifest manifest(
            MonthPlan plan,
            Joined joined,
            RowBuilder builder,
            Month.Made made,
            List<Manifest.FileEntry> files) {
        SortedMap<String, String> configuration = configuration();
        return new Manifest(
                Manifest.FORMAT,
                plan.name(),
                zone.label(),
                plan.parent().isEmpty(),
                plan.parent().map(p -> p.manifest().ancestors() + 1).orElse(0),
                plan.parent()
                        .map(p -> new Manifest.Parent(p.manifest().dataset(), p.manifestSha256()))
                        .orElse(null),
                plan.range(),
                plan.range().missing(),
                joined.ranges(),
                settings.evaluation().files(),
                builder.funnel().counts(),
                made.mix(),
                files,
                made.profile(),
                plan.parent()
                        .map(p -> Drift.between(p.manifest().profile(), made.profile()))
                        .orElse(List.of()),
                configuration,
                DatasetJson.sha256Of(configuration));
    }

    /**
     * How rows are made, in words: two datasets of one configuration differ by their records alone.
     */
    SortedMap<String, String> configuration() {
        SortedMap<String, String> configuration = new TreeMap<>();
        configuration.put("zone", zone.label());
        configuration.put("purpose", "train");
        configuration.put("rules_version", "" + RowBuilder.RULES_VERSION);
        configuration.put("intake_key_id", contents.unsealer().map(Unsealer::keyId).orElse(""));
        configuration.put("near_duplicates", NearSettings.STANDARD.toString());
        configuration.put("mix", settings.mix().toString());
        configuration.put("teacher", settings.teacher());
        configuration.put("synthetic_sha256", settings.synthetic().map(FeedBuild::sum).orElse(""));
        return configuration;
    }

    private static String sum(Path file) {
        try {
            return DatasetJson.sha256(file);
        } catch (IOException e) {
            throw new FeedException(
                    Code.BAD_INPUT,
                    "synthetic rows '%s' cannot be read: expected a file, got: %s; correct --synthetic"
                            .formatted(file, e),
                    e);
        }
    }
}
