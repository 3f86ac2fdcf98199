package dev.strata.feed.bench;

import dev.strata.feed.bench.DedupTrial.Quality;
import dev.strata.feed.dataset.DatasetJson;
import dev.strata.feed.error.FeedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures how fast near-duplicates are found, and how well. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures finding near-duplicates in generated documents.")
public final class BenchCommand implements Callable<Integer> {
    @Option(
            names = "--documents",
            defaultValue = "100000",
            description = "How many. Default ${DEFAULT-VALUE}.")
    private int documents;

    @Option(names = "--vs", description = "datatrove: the same documents, in the same run.")
    private @Nullable String peer;

    @Option(
            names = "--python",
            description = "Folder of a Python environment with the peer; made where it is missing.")
    private @Nullable Path python;

    @Option(names = "--seed", defaultValue = "1", description = "Other documents. Default 1.")
    private long seed;

    @Option(
            names = "--heap",
            defaultValue = "512m",
            description = "The heap of the measured process. Default ${DEFAULT-VALUE}.")
    private String heap;

    @Option(
            names = "--engine",
            defaultValue = "local",
            description = "local or spark (local[*]); its start is in the time. Default local.")
    private String engine;

    @Option(
            names = "--times",
            defaultValue = "1",
            description =
                    "Measures so many times the documents too, and how the time grows. Default ${DEFAULT-VALUE}.")
    private int times;

    @Option(names = "--json", description = "One JSON object on standard output.")
    private boolean json;

    @Spec private CommandSpec spec;

    /**
     * What one run took and found.
     *
     * @param start seconds of it until work began; null where that was not looked at
     */
    private record Measured(
            String name, int documents, double seconds, @Nullable Double start, Quality quality) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (peer != null && !peer.equals("datatrove")) {
            throw new FeedException(
                    FeedException.Code.BAD_INPUT,
                    "peer '%s' is unknown: expected datatrove; correct --vs".formatted(peer));
        }
        if (documents < 1 || times < 1 || (long) documents * times > Integer.MAX_VALUE / 2) {
            throw new FeedException(
                    FeedException.Code.BAD_INPUT,
                    "documents '%d' times '%d' cannot be measured: expected at least 1 of each and a thousand million at most; correct --documents or --times"
                            .formatted(documents, times));
        }
        Datatrove datatrove = new Datatrove(PythonEnvironment.named("datatrove", python));
        if (peer != null) {
            datatrove.install();
        }
        Path work = Files.createTempDirectory("strata-bench-feed");
        try {
            Path folder = Files.createDirectory(work.resolve("input"));
            DedupTrial trial = trial(documents);
            trial.write(folder.resolve("documents.jsonl"));
            Measured own = measure(trial, folder, work);
            Measured theirs = null;
            if (peer != null) {
                int workers = Runtime.getRuntime().availableProcessors();
                double seconds = datatrove.run(folder, work.resolve("peer"), workers);
                Quality quality = trial.judge(work.resolve("peer/kept"));
                theirs = new Measured("datatrove", documents, seconds, null, quality);
            }
            Measured more = times == 1 ? null : measureMore(work);
            if (json) {
                print(own, theirs, more);
            } else {
                table(own, theirs, more);
            }
            spec.commandLine().getOut().flush();
            return 0;
        } finally {
            delete(work);
        }
    }

    private DedupTrial trial(int number) {
        return new DedupTrial(new Corpus(seed), number, heap, engine);
    }

    private Measured measure(DedupTrial trial, Path folder, Path work)
            throws IOException, InterruptedException {
        Path kept = work.resolve("kept-%d.jsonl".formatted(trial.documents()));
        double seconds = trial.run(folder.resolve("documents.jsonl"), kept);
        Double start = engine.equals("local") ? null : trial.start(work);
        String name = engine.equals("local") ? "strata" : "strata, " + engine;
        return new Measured(name, trial.documents(), seconds, start, trial.judge(kept));
    }

    private Measured measureMore(Path work) throws IOException, InterruptedException {
        DedupTrial trial = trial(documents * times);
        Path folder = Files.createDirectory(work.resolve("more"));
        trial.write(folder.resolve("documents.jsonl"));
        return measure(trial, folder, work);
    }

    private void print(Measured own, @Nullable Measured theirs, @Nullable Measured more) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("documents", documents);
        object.put("seconds", own.seconds());
        object.put("datatrove_seconds", theirs == null ? "not run" : theirs.seconds());
        object.put("recall", own.quality().recall());
        object.put("false_removals", own.quality().falseRemovals());
        if (own.start() != null) {
            object.put("start_seconds", own.start());
        }
        if (more != null) {
            object.put("times", times);
            object.put("times_seconds", more.seconds());
            object.put("times_recall", more.quality().recall());
            object.put("times_false_removals", more.quality().falseRemovals());
        }
        spec.commandLine().getOut().println(DatasetJson.line(object));
    }

    private void table(Measured own, @Nullable Measured theirs, @Nullable Measured more) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                "%-14s %10s %10s %12s %8s %15s%n",
                "", "documents", "seconds", "documents/s", "recall", "false removals");
        row(out, own);
        if (theirs != null) {
            row(out, theirs);
        }
        if (more != null) {
            row(out, more);
        }
        if (theirs != null) {
            out.printf(
                    "%s takes %.3f of datatrove's time%n",
                    own.name(), own.seconds() / theirs.seconds());
        }
        if (more != null) {
            out.printf(
                    "%d times the documents take %.2f times the time%n",
                    times, more.seconds() / own.seconds());
        }
        if (own.start() != null) {
            out.printf(
                    "%.2f of its %.2f seconds are the start and end of process and engine: what one document takes%n",
                    own.start(), own.seconds());
        }
        Quality quality = own.quality();
        out.printf(
                "%nDocuments of 60 to 180 words; %d planted pairs at a Jaccard of .8 or more, %d documents that are like no other.%n",
                quality.alike(), quality.distinct());
        out.printf(
                "Each from the start of its process to its end, with %d processors; strata's heap is %s.%n",
                Runtime.getRuntime().availableProcessors(), heap);
    }

    private static void row(PrintWriter out, Measured one) {
        out.printf(
                "%-14s %10d %10.2f %12.0f %8.4f %15.4f%n",
                one.name(),
                one.documents(),
                one.seconds(),
                one.documents() / one.seconds(),
                one.quality().recall(),
                one.quality().falseRemovals());
    }

    private static void delete(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> tree = Files.walk(folder)) {
            all = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path one : all) {
            Files.deleteIfExists(one);
        }
    }
}
