package dev.strata.feed;

import dev.strata.feed.dataset.DatasetJson;
import dev.strata.feed.dataset.LineFile;
import dev.strata.feed.engine.Engine;
import dev.strata.feed.engine.Job;
import dev.strata.feed.error.FeedException;
import dev.strata.feed.near.Clusters;
import dev.strata.feed.near.NearDuplicates;
import dev.strata.feed.near.NearSettings;
import dev.strata.feed.near.SignedText;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Takes near-duplicates out of a file of JSON lines. */
@Command(
        name = "dedup",
        mixinStandardHelpOptions = true,
        description =
                "Takes near-duplicates out of a file of JSON lines; of a cluster the first stays.")
final class DedupCommand implements Callable<Integer> {
    private static final int LINES_AT_ONCE = 4096;
    private static final long USUAL_LINE_BYTES = 512;

    @Option(names = "--in", required = true, description = "File of JSON objects, one a line.")
    private Path in;

    @Option(names = "--out", required = true, description = "File of the lines that stay.")
    private Path out;

    @Option(
            names = "--field",
            defaultValue = "text",
            description = "Which field holds the text. Default ${DEFAULT-VALUE}.")
    private String field;

    @Option(names = "--json", description = "One JSON object on standard output.")
    private boolean json;

    @Mixin private EngineOptions engines = new EngineOptions();

    @Spec private CommandSpec spec;

    /** What {@code --json} prints. */
    private record Summary(long documents, long kept, long removed, long compared, long unseen) {}

    @Override
    public Integer call() throws IOException {
        Path work = null;
        Summary summary;
        try {
            Path beside = out.toAbsolutePath().normalize();
            work = Files.createTempDirectory(beside.getParent(), "_dedup-");
            Path draft = work.resolve("kept.jsonl");
            summary = run(work, draft);
            Files.move(draft, beside, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new FeedException(
                    FeedException.Code.CANNOT_WRITE,
                    "file '%s' cannot be made of '%s': expected to read and to write, got: %s; nothing was written"
                            .formatted(out, in, e),
                    e);
        } finally {
            delete(work);
        }
        var print = spec.commandLine().getOut();
        print.println(
                json
                        ? DatasetJson.line(summary)
                        : "%d of %d documents stay, %d are near-duplicates of these"
                                .formatted(summary.kept(), summary.documents(), summary.removed()));
        print.flush();
        return 0;
    }

    private Summary run(Path work, Path draft) throws IOException {
        long expected = Files.size(in) / USUAL_LINE_BYTES + 1;
        try (NearDuplicates near = NearDuplicates.in(work, NearSettings.STANDARD, expected)) {
            try (Engine engine = engines.open();
                    LineFile lines = LineFile.open(in)) {
                Job<byte[], SignedText> sign = engine.job(new LineTask(in.toString(), field));
                int most = engine.itemsAtOnce();
                for (List<byte[]> some = lines.next(most);
                        !some.isEmpty();
                        some = lines.next(most)) {
                    for (SignedText one : sign.of(some)) {
                        near.add(one);
                    }
                }
            }
            Clusters clusters = near.cluster();
            long kept = keep(clusters, draft);
            return new Summary(
                    clusters.count(),
                    kept,
                    clusters.count() - kept,
                    clusters.compared(),
                    clusters.unseen());
        }
    }

    private long keep(Clusters clusters, Path draft) throws IOException {
        long kept = 0;
        int number = 0;
        try (LineFile lines = LineFile.open(in);
                OutputStream to = new BufferedOutputStream(Files.newOutputStream(draft), 1 << 16)) {
            for (List<byte[]> some = lines.next(LINES_AT_ONCE);
                    !some.isEmpty();
                    some = lines.next(LINES_AT_ONCE)) {
                for (byte[] line : some) {
                    if (clusters.isKept(number++)) {
                        to.write(line);
                        to.write('\n');
                        kept++;
                    }
                }
            }
        }
        return kept;
    }

    private static void delete(@Nullable Path folder) throws IOException {
        if (folder == null) {
            return;
        }
        List<Path> all;
        try (Stream<Path> tree = Files.walk(folder)) {
            all = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path one : all) {
            Files.deleteIfExists(one);
        }
    }
}
