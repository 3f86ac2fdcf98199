package dev.strata.feed;

import dev.strata.feed.build.Permissions;
import dev.strata.feed.build.Zone;
import dev.strata.feed.dataset.DatasetJson;
import dev.strata.feed.engine.Engine;
import dev.strata.feed.engine.LocalEngine;
import dev.strata.feed.land.ErasureDesk;
import dev.strata.feed.land.LandedFolder;
import dev.strata.feed.land.Landing;
import dev.strata.feed.land.PendingErasures;
import dev.strata.feed.land.Unsealing;
import dev.strata.feed.month.MonthSettings;
import dev.strata.feed.topic.TopicLog;
import dev.strata.feed.topic.TopicWriter;
import dev.strata.seal.shred.KeyStore;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lands traffic, and carries out erasures. */
@Command(
        name = "land",
        mixinStandardHelpOptions = true,
        description = {
            "Takes what topic traffic.v1 holds since the last landing into files, each record under a"
                    + " key of its subject, each offset once; run it daily, in the private zone.",
            "Destroys the keys of subjects that had themselves erased, names the datasets that still"
                    + " hold rows of theirs, with --rebuild builds those again, and reports an"
                    + " erasure as done once none holds any."
        })
final class LandCommand implements Callable<Integer> {
    private static final String TRAFFIC = "traffic.v1";
    private static final String REPORTS = "erasure-reports.v1";
    private static final long RECORDS_PER_FILE = 50_000;

    @Option(names = "--bootstrap", required = true, description = "Kafka, HOST:PORT.")
    private String bootstrap;

    @Option(names = "--landed", required = true, description = "Folder of what landed.")
    private Path landed;

    @Option(
            names = "--key-store",
            required = true,
            description = "Folder of the keys that open it; on a volume apart from it.")
    private Path keyStore;

    @Option(names = "--out", required = true, description = "Folder of all datasets.")
    private Path out;

    @Mixin private IntakeKeyOptions keys = new IntakeKeyOptions();

    @Mixin private MonthOptions month = new MonthOptions();

    @Option(
            names = "--rebuild",
            description =
                    "Builds the datasets again that hold rows of somebody who was erased, in the order of their months, from what landed; takes what they were built with (--evaluation, --synthetic and so on) and refuses anything else.")
    private boolean rebuild;

    @Option(
            names = "--keep-months",
            defaultValue = "13",
            description =
                    "Files that landed in earlier months are deleted. Default ${DEFAULT-VALUE}.")
    private int keepMonths;

    @Option(names = "--json", description = "One JSON object on standard output.")
    private boolean json;

    @Spec private CommandSpec spec;

    /** What a run did. */
    private record Done(
            Landing landing, Unsealing unsealing, long open, int deleted, List<Path> toRebuild) {
        /** What landed first, and what is left after the datasets were built again. */
        Done then(Done last) {
            return new Done(landing, unsealing, last.open, deleted + last.deleted, last.toRebuild);
        }
    }

    @Override
    public Integer call() {
        MonthSettings settings = month.settings();
        Done done = run();
        List<Path> rebuilt = rebuild ? done.toRebuild() : List.of();
        if (!rebuilt.isEmpty()) {
            Rebuilding rebuilding =
                    new Rebuilding(
                            new BuildRun(
                                    bootstrap,
                                    out,
                                    LandedOptions.of(landed, keyStore),
                                    keys,
                                    settings));
            try (Engine engine = new LocalEngine()) {
                rebuilding.run(rebuilt, engine);
            } catch (RuntimeException e) {
                // What landed has landed, and keys are destroyed, whatever became of the datasets.
                print(done, List.of());
                throw e;
            }
            // Now that no dataset holds their rows, the erasures are reported.
            done = done.then(run());
        }
        print(done, rebuilt);
        return 0;
    }

    private Done run() {
        Instant now = Instant.now();
        YearMonth month = YearMonth.from(now.atZone(ZoneOffset.UTC));
        try (LandedFolder folder = LandedFolder.open(landed, TRAFFIC);
                KeyStore store = KeyStore.open(keyStore)) {
            Permissions permissions = new Permissions();
            ErasureDesk desk = new ErasureDesk(store, PendingErasures.in(landed));
            try (TopicLog erasure = TopicLog.open(bootstrap, "erasure.v1");
                    TopicLog reports = TopicLog.open(bootstrap, REPORTS)) {
                erasure.read(erasure.snapshot(Map.of()), permissions::accept);
                desk.asked(erasure);
                desk.reported(reports);
            }
            Unsealing unsealing = new Unsealing(keys.forZone(Zone.PRIVATE));
            Landing landing = new Landing(folder, store, permissions, unsealing, RECORDS_PER_FILE);
            try (TopicLog traffic = TopicLog.open(bootstrap, TRAFFIC)) {
                landing.run(traffic, month);
            }
            desk.destroyKeys();
            int deleted = folder.deleteBefore(month.minusMonths(keepMonths));
            try (TopicWriter writer = TopicWriter.open(bootstrap)) {
                List<Path> toRebuild =
                        desk.finish(
                                out,
                                now,
                                report ->
                                        writer.write(
                                                REPORTS,
                                                report.getErasureId(),
                                                report.toByteArray()));
                return new Done(landing, unsealing, desk.open(), deleted, toRebuild);
            }
        }
    }

    private void print(Done done, List<Path> rebuilt) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("landed", done.landing().landed());
        object.put("erased_before", done.landing().erased());
        object.put("stayed_closed", done.unsealing().closed());
        object.put("files_deleted", done.deleted());
        object.put("erasures_open", done.open());
        object.put("rebuild", done.toRebuild().stream().map(Path::toString).toList());
        object.put("rebuilt", rebuilt.stream().map(Path::toString).toList());
        PrintWriter print = spec.commandLine().getOut();
        if (json) {
            print.println(DatasetJson.line(object));
        } else {
            print.printf(
                    "%d records landed, %d were erased before, %d contents stayed closed; %d old files deleted%n",
                    done.landing().landed(),
                    done.landing().erased(),
                    done.unsealing().closed(),
                    done.deleted());
            rebuilt.forEach(dataset ->
                    print.printf(
                            "%s held rows of somebody who was erased, and was built again%n",
                            dataset));
            done.toRebuild()
                    .forEach(dataset ->
                            print.printf(
                                    "%s holds rows of somebody who was erased: run this again with --rebuild and the month's --evaluation%n",
                                    dataset));
        }
        print.flush();
    }
}
