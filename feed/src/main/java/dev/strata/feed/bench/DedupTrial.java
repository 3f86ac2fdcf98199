package dev.strata.feed.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;

/**
 * One run of {@code feed dedup} over generated documents, in a process of its own.
 *
 * @param heap of that process
 * @param engine local or spark
 */
record DedupTrial(Corpus corpus, int documents, String heap, String engine) {

    /**
     * Of the planted pairs that are alike, how many were found; of the others, how many removed.
     */
    record Quality(long alike, long found, long distinct, long removed) {
        double recall() {
            return alike == 0 ? 1 : (double) found / alike;
        }

        double falseRemovals() {
            return distinct == 0 ? 0 : (double) removed / distinct;
        }
    }

    /** Writes the documents as JSON lines. */
    void write(Path file) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (int i = 0; i < documents; i++) {
                out.write("{\"id\":\"%d\",\"text\":\"".formatted(i));
                out.write(String.join(" ", corpus.words(i)));
                out.write("\"}\n");
            }
        }
    }

    /**
     * Runs the command.
     *
     * @return seconds from its process's start to its end
     */
    double run(Path input, Path kept) throws IOException, InterruptedException {
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

    /**
     * What the command takes for next to nothing: its process's start and end, and its engine's.
     *
     * @return seconds
     */
    double start(Path work) throws IOException, InterruptedException {
        Path input = work.resolve("one.jsonl");
        new DedupTrial(corpus, 1, heap, engine).write(input);
        return run(input, work.resolve("one.kept.jsonl"));
    }

    /** Judges what was kept, by whoever; a file, or a folder of files, of JSON lines. */
    Quality judge(Path kept) throws IOException {
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
}
