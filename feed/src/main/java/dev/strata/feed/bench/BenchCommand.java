package dev.strata.feed.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strata.feed.dataset.DatasetJson;
import dev.strata.feed.error.FeedException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
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

    @Option(names = "--json", description = "One JSON object on standard output.")
    private boolean json;

    @Spec private CommandSpec spec;

    /**
     * Of the planted pairs that are alike, how many were found; of the others, how many removed.
     */
    private record Quality(long alike, long found, long distinct, long removed) {
        double recall() {
            return alike == 0 ? 1 : (double) found / alike;
        }

        double falseRemovals() {
            return distinct == 0 ? 0 : (double) removed / distinct;
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (peer != null && !peer.equals("datatrove")) {
            throw new FeedException(
                    FeedException.Code.BAD_INPUT,
                    "peer '%s' is unknown: expected datatrove; correct --vs".formatted(peer));
        }
        Datatrove datatrove = new Datatrove(PythonEnvironment.named("datatrove", python));
        if (peer != null) {
            datatrove.install();
        }
        Path work = Files.createTempDirectory("strata-bench-feed");
        try {
            Corpus corpus = new Corpus(seed);
            Path folder = Files.createDirectory(work.resolve("input"));
            Path input = folder.resolve("documents.jsonl");
            write(corpus, input);
            Path kept = work.resolve("kept.jsonl");
            double seconds = dedup(input, kept);
            Quality own = judge(corpus, kept);
            Double theirs = null;
            Quality theirQuality = null;
            if (peer != null) {
                int workers = Runtime.getRuntime().availableProcessors();
                theirs = datatrove.run(folder, work.resolve("peer"), workers);
                theirQuality = judge(corpus, work.resolve("peer/kept"));
            }
            print(seconds, own, theirs, theirQuality);
            return 0;
        } finally {
            delete(work);
        }
    }

    private void write(Corpus corpus, Path file) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (int i = 0; i < documents; i++) {
                out.write("{\"id\":\"%d\",\"text\":\"".formatted(i));
                out.write(String.join(" ", corpus.words(i)));
                out.write("\"}\n");
            }
        }
    }

    /** Runs the command in a process of its own, so that its start is in its time. */
    private double dedup(Path input, Path kept) throws IOException, InterruptedException {
        List<String> command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + heap,
                        "-XX:+UseParallelGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.strata.feed.FeedMain",
                        "dedup",
                        "--in",
                        input.toString(),
                        "--out",
                        kept.toString(),
                        "--engine",
                        engine);
        long start = System.nanoTime();
        Process process =
                new ProcessBuilder(command)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try {
            int status = process.waitFor();
            if (status != 0) {
                throw new IllegalStateException("feed dedup ended with status " + status);
            }
        } finally {
            process.destroy();
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private Quality judge(Corpus corpus, Path kept) throws IOException {
        BitSet stayed = stayed(kept);
        BitSet alike = new BitSet(documents);
        long pairs = 0;
        long found = 0;
        for (int i = 0; i < documents; i++) {
            if (corpus.isPlanted(i) && corpus.alike(i, corpus.original(i)) >= 0.8) {
                pairs++;
                found += stayed.get(i) && stayed.get(corpus.original(i)) ? 0 : 1;
                alike.set(i);
                alike.set(corpus.original(i));
            }
        }
        BitSet gone = new BitSet(documents);
        gone.set(0, documents);
        gone.andNot(stayed);
        gone.andNot(alike);
        return new Quality(pairs, found, documents - alike.cardinality(), gone.cardinality());
    }

    private BitSet stayed(Path kept) throws IOException {
        BitSet stayed = new BitSet(documents);
        ObjectMapper mapper = new ObjectMapper();
        List<Path> files;
        try (Stream<Path> tree = Files.walk(kept)) {
            files = tree.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            try (Stream<String> lines = Files.lines(file)) {
                for (String line : (Iterable<String>) lines::iterator) {
                    JsonNode row = mapper.readTree(line);
                    stayed.set(Integer.parseInt(row.get("id").asText()));
                }
            }
        }
        return stayed;
    }

    private void print(
            double seconds, Quality own, @Nullable Double theirs, @Nullable Quality theirQuality) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("documents", documents);
            object.put("seconds", seconds);
            object.put("datatrove_seconds", theirs == null ? "not run" : theirs);
            object.put("recall", own.recall());
            object.put("false_removals", own.falseRemovals());
            out.println(DatasetJson.line(object));
        } else {
            out.printf(
                    "%-10s %10s %10s %12s %8s %15s%n",
                    "", "documents", "seconds", "documents/s", "recall", "false removals");
            row(out, "strata", seconds, own);
            if (theirs != null && theirQuality != null) {
                row(out, "datatrove", theirs, theirQuality);
                out.printf("strata takes %.3f of datatrove's time%n", seconds / theirs);
            }
            out.printf(
                    "%nDocuments of 60 to 180 words; %d planted pairs at a Jaccard of .8 or more, %d documents that are like no other.%n",
                    own.alike(), own.distinct());
            out.printf(
                    "Each from the start of its process to its end, with %d processors; strata's heap is %s.%n",
                    Runtime.getRuntime().availableProcessors(), heap);
        }
        out.flush();
    }

    private void row(PrintWriter out, String name, double seconds, Quality quality) {
        out.printf(
                "%-10s %10d %10.2f %12.0f %8.4f %15.4f%n",
                name,
                documents,
                seconds,
                documents / seconds,
                quality.recall(),
                quality.falseRemovals());
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
