package dev.strata.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.engine.Engine;
import dev.strata.engine.EngineConfig;
import dev.strata.engine.ModelConfig;
import dev.strata.engine.gguf.GgufFile;
import dev.strata.engine.serve.BareLoop;
import dev.strata.engine.text.ModelText;
import dev.strata.engine.text.Tokenizer;
import dev.strata.engine.tiny.TinyModel;
import dev.strata.engine.tiny.TinySpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PoissonLoadTest {
    @TempDir static Path folder;
    private static Path gguf = Path.of("");
    private static Tokenizer tokenizer;

    private final List<String> prompts = Collections.synchronizedList(new ArrayList<>());

    @BeforeAll
    static void write() {
        gguf = folder.resolve("tiny.gguf");
        TinyModel.write(gguf, TinySpec.standard().withContext(1024));
        try (GgufFile file = GgufFile.open(gguf)) {
            tokenizer = ModelText.of(file).tokenizer();
        }
    }

    /** Answers at once, except every seventh request. */
    private CompletableFuture<Heard> answer(String prompt, int tokens) {
        prompts.add(prompt);
        long now = System.nanoTime();
        return prompts.size() % 7 == 0
                ? CompletableFuture.failedFuture(new IllegalStateException("seventh"))
                : CompletableFuture.completedFuture(
                        new Heard(
                                now,
                                LongStream.range(0, tokens).mapToObj(i -> now + 5 + i).toList()));
    }

    @Test
    void poisson_atARate_asksWithPromptsOfEveryLengthAndCountsWhatFailed() {
        PoissonLoad load = new PoissonLoad(this::answer, tokenizer, 1);

        List<Heard> heard = load.poisson(5_000, 70);

        assertEquals(60, heard.size());
        List<Integer> lengths =
                prompts.stream().map(prompt -> tokenizer.encode(prompt).size()).sorted().toList();
        assertTrue(lengths.getFirst() >= PoissonLoad.SHORTEST_PROMPT - 2, lengths.toString());
        assertTrue(lengths.getLast() <= PoissonLoad.LONGEST_PROMPT + 2, lengths.toString());
        assertTrue(lengths.getLast() - lengths.getFirst() > 150, lengths.toString());
        assertNotEquals(prompts.get(0), prompts.get(1));
    }

    @Test
    void capacity_ofAServer_countsAnswersASecond() {
        PoissonLoad load =
                new PoissonLoad(
                        (prompt, tokens) ->
                                CompletableFuture.completedFuture(new Heard(0, List.of(1L))),
                        tokenizer,
                        1);

        load.warmUp(3);
        double perSecond = load.capacity(4, 12);

        assertTrue(perSecond > 0 && Double.isFinite(perSecond), "" + perSecond);
    }

    @Test
    void capacity_someFail_countsAnswersAlone() {
        PoissonLoad load = new PoissonLoad(this::answer, tokenizer, 1);

        double _ = load.capacity(4, 20);

        int asked = prompts.size();
        assertTrue(asked - asked / 7 >= 24, "asked " + asked);
    }

    @Test
    void capacity_everyRequestFails_saysSo() {
        PoissonLoad load =
                new PoissonLoad(
                        (_, _) -> CompletableFuture.failedFuture(new IllegalStateException("no")),
                        tokenizer,
                        1);

        IllegalStateException thrown =
                assertThrows(IllegalStateException.class, () -> load.capacity(2, 3));

        assertEquals(
                "server fails: expected 5 answers, got 0 and 6 failures; see its log",
                thrown.getMessage());
    }

    @Test
    void json_ofHeardAnswers_holdsTheFigures() {
        List<Heard> heard =
                List.of(
                        new Heard(0, List.of(10_000_000L, 20_000_000L, 40_000_000L)),
                        new Heard(0, List.of(30_000_000L, 31_000_000L, 90_000_000L)));
        PoissonFigures figures =
                new PoissonFigures(10, 7, 3, heard, List.of(100., 100.), List.of(90., 94.));

        Map<String, Object> json = figures.json();

        assertEquals(1, json.get("poisson_failed"));
        assertEquals(Map.of("p50", 15., "p99", 30.), json.get("time_per_token_ms"));
        assertEquals(Map.of("p50", 10., "p99", 30.), json.get("first_token_ms"));
        assertEquals(Map.of("p50", 10., "p99", 59.), json.get("inter_token_ms"));
        assertEquals(2., json.get("time_per_token_p99_ratio"));
        assertEquals(.92, (double) json.get("served8_share"), 1e-9);
        assertEquals("3", figures.rows("v1").get(3)[3]);
        assertTrue(figures.words("v1").contains("1 failed"), figures.words("v1"));
    }

    @Test
    void ask_ofATier_notesWhenTokensCome() {
        try (StubTier stub = new StubTier();
                TierClient client = client(StubTier.STREAMING, stub)) {
            Heard heard = client.ask("hello", 4).join();

            assertEquals(StubTier.STREAM_MESSAGES, heard.tokenNanos().size());
            assertTrue(heard.firstNanos() > 0 && heard.perTokenNanos() >= 0);
        }
    }

    @Test
    void ask_ofATierThatIsGone_fails() {
        StubTier stub = new StubTier();
        try (TierClient client = client(StubTier.NAME, stub)) {
            stub.close();
            CompletableFuture<Heard> heard = client.ask("hello", 4);

            assertThrows(CompletionException.class, heard::join);
        }
    }

    @Test
    void tokensPerSecond_ofABareModel_isMeasuredAgainAndAgain() {
        try (Engine engine = Engine.start(EngineConfig.under(folder));
                BareLoop bare =
                        engine.openBare(ModelConfig.of("tiny", gguf, folder, 1), 8, 128, 16)) {
            for (int round = 0; round < 2; round++) {
                double speed = bare.tokensPerSecond(16);
                assertTrue(speed > 0 && Double.isFinite(speed), "" + speed);
            }
        }
    }

    private static TierClient client(String tier, StubTier stub) {
        String endpoint = stub.endpoint(tier);
        int colon = endpoint.lastIndexOf(':');
        return new TierClient(
                tier,
                endpoint.substring(0, colon),
                Integer.parseInt(endpoint.substring(colon + 1)));
    }
}
