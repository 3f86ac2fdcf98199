package dev.strata.feed.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** datatrove, in a Python environment of its own. */
record Datatrove(PythonEnvironment python) {
    private static final List<String> PACKAGES =
            List.of("datatrove[io,processing]==0.10.1", "spacy==3.8.18");

    /** Makes the environment where it is missing. */
    void install() throws IOException, InterruptedException {
        python.install("import datatrove, spacy, orjson", List.of(PACKAGES));
    }

    /**
     * Takes near-duplicates out of the JSON lines in {@code input}.
     *
     * @return seconds, from the start of the process to its end
     */
    double run(Path input, Path work, int workers) throws IOException, InterruptedException {
        Files.createDirectories(work);
        long start = System.nanoTime();
        String _ =
                python.script(
                        "datatrove_minhash.py",
                        work,
                        List.of(input.toString(), work.toString(), "" + workers));
        return (System.nanoTime() - start) / 1e9;
    }
}
