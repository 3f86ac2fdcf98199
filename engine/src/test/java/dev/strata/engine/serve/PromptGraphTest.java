package dev.strata.engine.serve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.engine.ModelConfig;
import dev.strata.engine.Precision;
import dev.strata.engine.TokenIds;
import dev.strata.engine.importer.ImportedModel;
import dev.strata.engine.importer.ModelImporter;
import dev.strata.engine.onnx.OnnxRuntime;
import dev.strata.engine.tiny.TinyModel;
import dev.strata.engine.tiny.TinySpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromptGraphTest {
    private static final int PROMPT = 48;
    private static final PromptCosts PAYS = costs(1);
    private static final PromptCosts DOES_NOT = costs(200);

    @TempDir Path folder;
    private ModelConfig config;
    private ImportedModel model;

    @BeforeEach
    void writeModel() {
        Path gguf = folder.resolve("tiny.gguf");
        TinyModel.write(gguf, TinySpec.standard());
        config = ModelConfig.of("tiny", gguf, folder, 1);
        model = ModelImporter.importModel(gguf, folder, _ -> {});
    }

    @Test
    void chunk_balanced_isNearerToExactThanFast() throws IOException {
        float[] exact = logits(Precision.EXACT, false);
        double balanced = distance(exact, logits(Precision.BALANCED, false));
        double fast = distance(exact, logits(Precision.FAST, false));

        assertTrue(fast > 0, "the second graph was not used");
        assertTrue(balanced < fast, balanced + " is not below " + fast);
        assertTrue(fast < .1, fast + " of the logits' size");
    }

    @Test
    void chunk_ofAScore_isExact() throws IOException {
        assertArrayEquals(logits(Precision.EXACT, false), logits(Precision.FAST, true));
    }

    @Test
    void open_whereItDoesNotPayOrFit_keepsOneGraph() throws IOException {
        know(Precision.FAST, DOES_NOT);
        know(Precision.BALANCED, PAYS);
        try (OnnxRuntime runtime = OnnxRuntime.load(folder);
                GraphRunner slow = open(runtime, Precision.FAST, Long.MAX_VALUE);
                GraphRunner large = open(runtime, Precision.BALANCED, 1)) {
            assertFalse(slow.hasSecondGraph());
            assertFalse(large.hasSecondGraph());
        }
    }

    @Test
    void open_theFirstTime_measuresAndKeepsTheCosts() {
        Path graph = ModelImporter.importPrompts(model, folder, false, _ -> {});
        try (OnnxRuntime runtime = OnnxRuntime.load(folder);
                GraphRunner runner = open(runtime, Precision.FAST, Long.MAX_VALUE)) {
            PromptCosts costs = PromptCosts.read(PromptGraph.table(graph, 1)).orElseThrow();

            assertEquals(
                    PromptCosts.MEASURED_TOKENS,
                    costs.points().stream().map(PromptCosts.Point::tokens).toList());
            assertEquals(costs.worthLoading(), runner.hasSecondGraph());
            assertEquals(0, runner.kv().residentBytes());
        }
    }

    /** After a prompt of two chunks, the first of which wants no logits. */
    private float[] logits(Precision precision, boolean score) throws IOException {
        know(precision, PAYS);
        try (OnnxRuntime runtime = OnnxRuntime.load(folder);
                GraphRunner runner = open(runtime, precision, Long.MAX_VALUE)) {
            assertEquals(precision != Precision.EXACT, runner.hasSecondGraph());
            Sequence sequence =
                    new Sequence(
                            TokenIds.of(IntStream.range(0, PROMPT).map(i -> 40 + i).toArray()),
                            PROMPT - 1);
            if (score) {
                sequence.demandExact();
            }
            for (int chunk = 0; chunk < 2; chunk++) {
                runner.chunk(
                        0, sequence, PROMPT / 2, Math.min(PROMPT - 1, PROMPT / 2 * (chunk + 1)));
                sequence.advance(PROMPT / 2);
            }
            return runner.logits(0).clone();
        }
    }

    private GraphRunner open(OnnxRuntime runtime, Precision precision, long bytes) {
        return GraphRunner.open(runtime, config.withPrecision(precision, bytes), model, 512);
    }

    private void know(Precision precision, PromptCosts costs) throws IOException {
        if (precision != Precision.EXACT) {
            boolean twice = precision == Precision.BALANCED;
            Path graph = ModelImporter.importPrompts(model, folder, twice, _ -> {});
            costs.write(PromptGraph.table(graph, 1));
        }
    }

    private static PromptCosts costs(double second) {
        return new PromptCosts(
                List.of(
                        new PromptCosts.Point(1, 10, second),
                        new PromptCosts.Point(16, 160, second)));
    }

    /** The greatest difference, as a share of the greatest logit. */
    private static double distance(float[] exact, float[] other) {
        double most = 0;
        double largest = 0;
        for (int i = 0; i < exact.length; i++) {
            most = Math.max(most, Math.abs(exact[i] - other[i]));
            largest = Math.max(largest, Math.abs(exact[i]));
        }
        return most / largest;
    }
}
