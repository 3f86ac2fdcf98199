package dev.strata.feed;

import dev.strata.feed.build.Funnel;
import dev.strata.feed.build.Zone;
import dev.strata.feed.dataset.DatasetFolder.Found;
import dev.strata.feed.dataset.DatasetJson;
import dev.strata.feed.dataset.Manifest;
import dev.strata.feed.engine.Engine;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
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

    @Mixin private MonthOptions options = new MonthOptions();

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
        BuildRun run = new BuildRun(bootstrap, out, landed, keys, options.settings());
        Found dataset;
        try (Engine engine = engines.open()) {
            dataset = run.run(zone, month, rebuild, engine);
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
