package dev.strata.feed;

import dev.strata.feed.build.Funnel;
import dev.strata.feed.build.Zone;
import dev.strata.feed.dataset.DatasetFolder;
import dev.strata.feed.dataset.DatasetFolder.Found;
import dev.strata.feed.dataset.DatasetJson;
import dev.strata.feed.dataset.Manifest;
import dev.strata.feed.engine.Engine;
import dev.strata.feed.evaluation.EvaluationSets;
import dev.strata.feed.mix.MixSettings;
import dev.strata.feed.month.MonthSettings;
import dev.strata.feed.topic.RecordSource;
import dev.strata.feed.topic.TopicLog;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes the dataset of a month, or of everything. */
@Command(
        name = "build",
        mixinStandardHelpOptions = true,
        description =
                "Makes a dataset of captured traffic: chat rows, where each came from, and a manifest.")
final class BuildCommand implements Callable<Integer> {
    /** A month, or everything. */
    static final class Span {
        @Option(
                names = "--month",
                description =
                        "Name of the dataset, e.g. 2026-10, or last for the month before this one: what came since the dataset before it, up to now.")
        private @Nullable String month;

        @Option(
                names = "--all",
                description =
                        "Everything that the topic holds, as dataset 'all', made anew each time. The default.")
        private boolean all;
    }

    @ArgGroup(multiplicity = "0..1")
    private Span span = new Span();

    @Option(names = "--bootstrap", required = true, description = "Kafka, HOST:PORT.")
    private String bootstrap;

    @Option(names = "--out", required = true, description = "Folder of all datasets.")
    private Path out;

    @Option(
            names = "--zone",
            defaultValue = "public",
            description = "public or private: where the dataset may be used. Default public.")
    private Zone zone;

    @Mixin private IntakeKeyOptions keys = new IntakeKeyOptions();
    @Mixin private LandedOptions landed = new LandedOptions();
    @Mixin private EngineOptions engines = new EngineOptions();

    @Option(
            names = "--evaluation",
            description =
                    "File or folder of evaluation sets, JSON lines: nothing of them is learned. May be given several times.")
    private List<Path> evaluation = List.of();

    @Option(
            names = "--synthetic",
            description = "File of generated conversations, JSON lines with messages and domain.")
    private @Nullable Path synthetic;

    @Option(
            names = "--teacher",
            defaultValue = "v3",
            description = "The tier whose answers the others learn. Default ${DEFAULT-VALUE}.")
    private String teacher;

    @Option(
            names = "--domain-rows",
            defaultValue = "50000",
            description =
                    "Rows of one domain up to which a dataset grows; then a tenth is renewed each month. Default ${DEFAULT-VALUE}.")
    private int domainRows;

    @Option(
            names = "--rebuild",
            description = "Make a month again from the offsets that it was made of.")
    private boolean rebuild;

    @Option(names = "--json", description = "One JSON object on standard output.")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        Optional<String> month = checkedMonth();
        MonthSettings settings = settings();
        Found dataset;
        try (Engine engine = engines.open();
                DatasetFolder datasets = DatasetFolder.open(out, zone);
                LandedOptions.Traffic traffic = landed.traffic(bootstrap, "traffic.v1");
                TopicLog feedback = TopicLog.open(bootstrap, "feedback.v1");
                TopicLog consent = TopicLog.open(bootstrap, "consent.v1");
                TopicLog erasure = TopicLog.open(bootstrap, "erasure.v1")) {
            FeedBuild.Sources sources =
                    new FeedBuild.Sources(
                            traffic.source(),
                            Optional.<RecordSource>of(feedback).filter(_ -> feedback.exists()),
                            Stream.of(consent, erasure)
                                    .filter(TopicLog::exists)
                                    .<RecordSource>map(log -> log)
                                    .toList());
            FeedBuild build =
                    new FeedBuild(zone, month, keys.forZone(zone), rebuild, settings, engine);
            boolean terminal = System.console() != null && System.console().isTerminal();
            dataset = build.run(sources, datasets, new Progress(System.err, terminal));
        }
        PrintWriter print = spec.commandLine().getOut();
        if (json) {
            print.println(DatasetJson.line(new Summary(dataset)));
        } else {
            table(print, dataset);
        }
        print.flush();
        return 0;
    }

    private MonthSettings settings() {
        MixSettings mix = MixSettings.STANDARD;
        return new MonthSettings(
                EvaluationSets.read(evaluation),
                new MixSettings(
                        mix.renewed(),
                        domainRows,
                        mix.tenantRows(),
                        mix.subjectRows(),
                        mix.realFirst(),
                        mix.realLast(),
                        mix.rampMonths()),
                teacher,
                Optional.ofNullable(synthetic));
    }

    /** What {@code --json} prints. */
    private record Summary(String path, long rows, String manifestSha256, Manifest manifest) {
        Summary(Found dataset) {
            this(
                    dataset.path().toString(),
                    dataset.manifest().rows(),
                    dataset.manifestSha256(),
                    dataset.manifest());
        }
    }

    private Optional<String> checkedMonth() {
        return Optional.ofNullable(span.month).map(given -> MonthName.of(given, Instant.now()));
    }

    private static void table(PrintWriter print, Found dataset) {
        Manifest manifest = dataset.manifest();
        print.printf("%-12s %10s %10s  %s%n", "stage", "in", "out", "dropped");
        for (Funnel.Counts stage : manifest.stages()) {
            print.printf(
                    "%-12s %10d %10d  %s%n",
                    stage.stage(),
                    stage.in(),
                    stage.out(),
                    stage.dropped().isEmpty()
                            ? ""
                            : stage.dropped().toString().replaceAll("[{}]", ""));
        }
        if (manifest.recordsMissing() > 0) {
            print.printf(
                    "WARNING: %d records were deleted by retention before this month was built%n",
                    manifest.recordsMissing());
        }
        Manifest.Parent parent = manifest.parent();
        print.printf(
                "%s%n  %d rows, zone %s, %s%n",
                dataset.path(),
                manifest.rows(),
                manifest.zone(),
                parent == null
                        ? "no earlier dataset to go on from"
                        : "goes on from " + parent.dataset());
    }
}
