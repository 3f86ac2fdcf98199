package dev.strata.engine.serve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.engine.ModelConfig;
import dev.strata.engine.Precision;
import dev.strata.engine.TokenIds;
import dev.strata.engine.gguf.TensorType;
import dev.strata.engine.importer.ImportedModel;
import dev.strata.engine.importer.ModelImporter;
import dev.strata.engine.onnx.OnnxRuntime;
import dev.strata.engine.serve.GraphCosts.Point;
import dev.strata.engine.tiny.TinyModel;
import dev.strata.engine.tiny.TinySpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GraphLoaderTest {
    private static final int PROMPT = 48;
    private static final int ANSWERS = 4;
    private static final double FREE = 1;
    private static final double DEAR = 2000;

    @TempDir Path folder;
    private ModelConfig config;
    private ImportedModel model;

    @BeforeEach
    void loadTheStandardOne() {
        load(TinySpec.standard());
    }

    private void load(TinySpec spec) {
        Path gguf = folder.resolve(spec.architecture() + spec.hidden() + ".gguf");
        TinyModel.write(gguf, spec);
        config = ModelConfig.of("tiny", gguf, folder, 1);
        model = ModelImporter.importModel(gguf, folder, _ -> {});
    }

    @Test
    void chunk_balanced_isNearerToExactThanFast() throws IOException {
        float[] exact = prompt(Precision.EXACT, false).getLast();
        double balanced = distance(exact, prompt(Precision.BALANCED, false).getLast());
        double fast = distance(exact, prompt(Precision.FAST, false).getLast());

        assertTrue(fast > 0, "the second graph was not used");
        assertTrue(balanced < fast, balanced + " is not below " + fast);
        assertTrue(fast < .1, fast + " of the logits' size");
    }

    @Test
    void chunk_ofEveryArchitectureAndWidth_isNearExact() throws IOException {
        for (TinySpec spec :
                List.of(
                        TinySpec.standard().withArchitecture("qwen2"),
                        TinySpec.standard().withArchitecture("qwen3"),
                        new TinySpec(
                                "llama",
                                TensorType.Q8_0,
                                2,
                                768,
                                4,
                                2,
                                128,
                                TinySpec.Experts.NONE,
                                512,
                                false,
                                1))) {
            load(spec);
            float[] exact = prompt(Precision.EXACT, false).getLast();
            for (Precision precision : List.of(Precision.BALANCED, Precision.FAST)) {
                double distance = distance(exact, prompt(precision, false).getLast());
                assertTrue(distance > 0 && distance < .1, precision + " " + spec + ": " + distance);
            }
        }
    }

    @Test
    void chunk_whoseRowsAreWanted_givesEachOfThem() throws IOException {
        List<float[]> exact = prompt(Precision.EXACT, false);
        List<float[]> fast = prompt(Precision.FAST, false);

        assertEquals(ANSWERS, fast.size());
        for (int row = 0; row < fast.size(); row++) {
            double distance = distance(exact.get(row), fast.get(row));
            assertTrue(distance > 0 && distance < .1, "row " + row + ": " + distance);
        }
    }

    /** All of them are used: with fewer, roundings send undecided tokens to others. */
    @Test
    void chunkAndStep_ofExperts_areNearToExact() throws IOException {
        load(TinySpec.standard().withExperts(4, 4).withArchitecture("qwen2moe"));
        float[] exact = prompt(Precision.EXACT, false).getLast();
        double prompt = distance(exact, prompt(Precision.BALANCED, false).getLast());
        List<float[]> steps = step(Precision.EXACT, FREE, false);
        double step = distance(steps.get(1), step(Precision.BALANCED, FREE, false).get(1));

        assertTrue(prompt > 0 && prompt < .1, "prompt: " + prompt);
        assertTrue(step > 0 && step < .1, "step: " + step);
    }

    @Test
    void chunk_ofAScore_isExact() throws IOException {
        List<float[]> exact = prompt(Precision.EXACT, false);
        List<float[]> scored = prompt(Precision.FAST, true);

        for (int row = 0; row < exact.size(); row++) {
            assertArrayEquals(exact.get(row), scored.get(row));
        }
    }

    @Test
    void step_ofManyAnswers_isComputedByTheSecondGraphAsEachAlone() throws IOException {
        List<float[]> exact = step(Precision.EXACT, FREE, false);
        List<float[]> together = step(Precision.FAST, FREE, false);
        List<float[]> alone = step(Precision.FAST, FREE, true);

        for (int answer = 0; answer < ANSWERS; answer++) {
            double distance = distance(exact.get(answer), together.get(answer));
            assertTrue(distance > 0 && distance < .1, "answer " + answer + ": " + distance);
            assertTrue(distance(alone.get(answer), together.get(answer)) < 1e-5);
        }
    }

    @Test
    void step_whereTheExactGraphCostsLess_isExact() throws IOException {
        List<float[]> exact = step(Precision.EXACT, FREE, false);
        List<float[]> fast = step(Precision.FAST, DEAR, false);

        for (int answer = 0; answer < ANSWERS; answer++) {
            assertArrayEquals(exact.get(answer), fast.get(answer));
        }
    }

    @Test
    void open_whereItDoesNotPayOrFit_keepsOneGraph() throws IOException {
        know(Precision.FAST, DEAR, DEAR);
        know(Precision.BALANCED, FREE, FREE);
        try (OnnxRuntime runtime = OnnxRuntime.load(folder);
                GraphRunner slow = open(runtime, Precision.FAST, Long.MAX_VALUE);
                GraphRunner large = open(runtime, Precision.BALANCED, 1)) {
            assertFalse(slow.hasSecondGraph());
            assertFalse(large.hasSecondGraph());
        }
    }

    @Test
    void open_theFirstTime_measuresAndKeepsTheCosts() {
        Path graph = ModelImporter.importSecond(model, folder, false, _ -> {});
        try (OnnxRuntime runtime = OnnxRuntime.load(folder);
                GraphRunner runner = open(runtime, Precision.FAST, Long.MAX_VALUE)) {
            GraphCosts costs = GraphCosts.read(GraphLoader.table(graph, 1)).orElseThrow();

            assertTrue(costs.covers(config.maxRunning(), 512));
            assertEquals(List.of(1, 2, 4, 8), costs.steps().stream().map(Point::size).toList());
            assertEquals(costs.worthLoading(config.maxRunning(), 512), runner.hasSecondGraph());
            assertEquals(0, runner.kv().residentBytes());
        }
    }

    @Test
    void open_withMoreSlotsThanWereMeasured_measuresAgain() throws IOException {
        Path graph = ModelImporter.importSecond(model, folder, false, _ -> {});
        know(Precision.FAST, DEAR, DEAR);
        config = config.withRunning(16);
        try (OnnxRuntime runtime = OnnxRuntime.load(folder);
                GraphRunner _ = open(runtime, Precision.FAST, Long.MAX_VALUE)) {
            GraphCosts costs = GraphCosts.read(GraphLoader.table(graph, 1)).orElseThrow();

            assertEquals(
                    GraphCosts.MEASURED_STEPS, costs.steps().stream().map(Point::size).toList());
        }
    }

    /** The last rows of a prompt of two chunks, the first of which wants no logits. */
    private List<float[]> prompt(Precision precision, boolean score) throws IOException {
        know(precision, DEAR, FREE);
        try (OnnxRuntime runtime = OnnxRuntime.load(folder);
                GraphRunner runner = open(runtime, precision, Long.MAX_VALUE)) {
            assertEquals(precision != Precision.EXACT, runner.hasSecondGraph());
            int firstRow = PROMPT - ANSWERS;
            Sequence sequence = sequence(0, PROMPT, firstRow);
            if (score) {
                sequence.demandExact();
            }
            for (int chunk = 1; chunk <= 2; chunk++) {
                int end = PROMPT / 2 * chunk;
                runner.chunk(0, sequence, PROMPT / 2, Math.min(firstRow, end));
                sequence.advance(PROMPT / 2);
            }
            return rows(runner, ANSWERS);
        }
    }

    /** The logits after a step of some answers, whose prompts are exact. */
    private List<float[]> step(Precision precision, double cost, boolean alone) throws IOException {
        know(precision, cost, cost == FREE ? DEAR : FREE);
        try (OnnxRuntime runtime = OnnxRuntime.load(folder);
                GraphRunner runner = open(runtime, precision, Long.MAX_VALUE)) {
            Sequence[] sequences = new Sequence[ANSWERS];
            for (int slot = 0; slot < ANSWERS; slot++) {
                sequences[slot] = sequence(slot, PROMPT / 2 + slot, 0);
                Sequence prompt = sequence(slot, PROMPT / 2 + slot, 0);
                prompt.demandExact();
                int tokens = prompt.length() - 1;
                runner.chunk(slot, prompt, tokens, tokens);
                sequences[slot].startAt(tokens);
            }
            if (!alone) {
                runner.step(0, sequences);
                return rows(runner, ANSWERS);
            }
            List<float[]> rows = new ArrayList<>();
            for (int slot = 0; slot < ANSWERS; slot++) {
                runner.step(slot, sequences[slot]);
                rows.add(runner.logits(0).clone());
            }
            return rows;
        }
    }

    private static Sequence sequence(int first, int tokens, int firstRow) {
        int[] ids = IntStream.range(0, tokens).map(i -> 40 + 3 * first + i).toArray();
        return new Sequence(TokenIds.of(ids), firstRow);
    }

    private static List<float[]> rows(GraphRunner runner, int count) {
        return IntStream.range(0, count).mapToObj(row -> runner.logits(row).clone()).toList();
    }

    private GraphRunner open(OnnxRuntime runtime, Precision precision, long bytes) {
        return GraphRunner.open(runtime, config.withPrecision(precision, bytes), model, 512);
    }

    /** Has the second graph cost so much wherever it would be measured. */
    private void know(Precision precision, double step, double prompt) throws IOException {
        if (precision != Precision.EXACT) {
            boolean twice = precision == Precision.BALANCED;
            Path graph = ModelImporter.importSecond(model, folder, twice, _ -> {});
            new GraphCosts(
                            points(GraphCosts.steps(config.maxRunning()), step),
                            points(GraphCosts.MEASURED_PROMPTS, prompt))
                    .write(GraphLoader.table(graph, 1));
        }
    }

    private static List<Point> points(List<Integer> sizes, double second) {
        return sizes.stream().map(size -> new Point(size, 10, second)).toList();
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
